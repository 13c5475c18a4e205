import type { Store } from "@rapport/store/database";
import { sql } from "drizzle-orm";

type Column = { name: string; type: string; needed: boolean; generated: boolean };

/** Every table of the store, without partitions and the notes of migrations. */
export async function listTables(store: Store): Promise<string[]> {
  const rows = await store.db.execute<{ name: string }>(sql`
    select relname as name from pg_class where relnamespace = current_schema()::regnamespace
      and relkind in ('r', 'p') and not relispartition and relname <> 'rapport_migrations' order by 1`);
  return rows.map(({ name }) => name);
}

/** The columns of a table, and their types. */
export async function listColumns(store: Store, table: string): Promise<Column[]> {
  return store.db.execute<Column>(sql`
    select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as needed,
      a.attidentity <> '' as generated
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`);
}

let made = 0;

/** Puts a row into a table: these values, and in the columns that need one besides something of their type. */
export async function insertMadeUp(
  store: Store,
  table: string,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  const columns = (await listColumns(store, table)).filter(
    ({ name, needed, generated }) => !generated && (needed || name in values),
  );
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const cells = columns.map(({ name, type }) => {
    const value = values[name] ?? madeUp(type, ++made);
    return sql`${String(value)}::text::${sql.raw(type)}`;
  });
  await store.db.execute(sql`insert into ${sql.raw(table)} (${sql.raw(names)}) values (${sql.join(cells, sql`, `)})`);
}

function madeUp(type: string, n: number): string | number {
  if (type.endsWith("[]")) return "{}";
  if (type === "uuid") return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  if (type === "jsonb") return "{}";
  if (type === "boolean") return "false";
  if (type === "date") return "2026-01-05";
  if (type.startsWith("timestamp")) return "2026-01-05T12:00:00Z";
  if (type === "text") return `made up ${n}`;
  return n;
}

/** In how many rows of each table a word stands, in whichever column; tables without any are left out. */
export async function findWord(store: Store, word: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of await listTables(store)) {
    const rows = await store.db.execute<{ n: unknown }>(sql`
      select count(*) as n from ${sql.raw(table)} t where strpos(t::text, ${word}) > 0`);
    if (Number(rows[0]?.n) > 0) found[table] = Number(rows[0]?.n);
  }
  return found;
}
