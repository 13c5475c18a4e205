import type { Store } from "@rapport/store/database";
import { readRows } from "./open-test-store.ts";

type Column = { name: string; type: string; needed: boolean; generated: boolean };

/** Every table of the store, without partitions and the notes of migrations. */
export async function listTables(store: Store): Promise<string[]> {
  const rows = await readRows(
    store,
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace
      and relkind in ('r', 'p') and not relispartition and relname <> 'rapport_migrations' order by 1`,
  );
  return rows.map(({ name }) => String(name));
}

/** The columns of a table, and their types. */
export async function listColumns(store: Store, table: string): Promise<Column[]> {
  const rows = await readRows(
    store,
    `select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as needed,
      a.attidentity <> '' as generated
    from pg_attribute a where a.attrelid = '${table}'::regclass and a.attnum > 0 and not a.attisdropped`,
  );
  return rows.map(({ name, type, needed, generated }) => ({
    name: String(name),
    type: String(type),
    needed: needed === true,
    generated: generated === true,
  }));
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
  const cells = columns.map(({ name, type }) => `${quote(values[name] ?? madeUp(type, ++made))}::text::${type}`);
  await readRows(store, `insert into ${table} (${names}) values (${cells.join(", ")})`);
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

/** In how many rows of each table one of these words stands, in whichever column; tables without any are left out. */
export async function findWords(store: Store, ...words: string[]): Promise<Record<string, number>> {
  const holds = words.map((word) => `strpos(t::text, ${quote(word)}) > 0`).join(" or ");
  const counts = (await listTables(store)).map(
    (table) => `select '${table}' as name, count(*) as n from ${table} t where ${holds}`,
  );
  const rows = await readRows(store, `select name, n from (${counts.join(" union all ")}) found where n > 0`);
  return Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]));
}

const quote = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`;
