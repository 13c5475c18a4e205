import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows } from "./raw.ts";

/** A table whose columns may name people in their texts. Names come from a list in the code, never from a request. */
export type TextTable = { table: string; columns: readonly string[] };

/** Where a row stands, and its columns as text, in the order that they were asked for. */
export type TextRow = { place: string; texts: (string | null)[] };

const PAGE = 500;

/**
 * Pages of a project's rows that hold one of these words anywhere; all of them where no words are given. Rows that are
 * changed meanwhile may come twice.
 */
export async function* readTextRows(
  db: Database,
  projectId: string,
  { table, columns }: TextTable,
  words: readonly string[] | undefined,
): AsyncGenerator<TextRow[]> {
  const names = columns.map((column) => `"${column}"`);
  const all = sql.raw(`concat_ws(chr(31), ${names.map((name) => `${name}::text`).join(", ")})`);
  const holds =
    words &&
    sql`and exists (select from json_array_elements_text(${jsonRows(words)}) w(word) where strpos(${all}, w.word) > 0)`;
  for (let after = "(0,0)"; ; ) {
    const rows = await db.execute<Record<string, unknown>>(sql`
      select ctid::text as place, ${sql.raw(names.map((name, i) => `${name}::text as c${i}`).join(", "))}
      from ${sql.raw(table)} where project_id = ${projectId} and ctid > ${after}::tid ${holds ?? sql``}
      order by ctid limit ${PAGE}`);
    if (rows.length > 0) {
      yield rows.map((row) => ({
        place: String(row.place),
        texts: columns.map((_, i) => (row[`c${i}`] === null ? null : String(row[`c${i}`]))),
      }));
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = String(last.place);
  }
}

/** Deletes a row, unless it was changed since it was read. */
export async function deleteTextRow(db: Database, projectId: string, table: string, place: string): Promise<boolean> {
  const rows = await db.execute(sql`
    delete from ${sql.raw(table)} where project_id = ${projectId} and ctid = ${place}::tid returning 1`);
  return rows.length > 0;
}

/** Puts other texts in a row, unless it was changed since it was read. `isJson`: which of the columns are jsonb. */
export async function updateTextRow(
  db: Database,
  projectId: string,
  { table, columns }: TextTable,
  { place, texts }: TextRow,
  { jsonColumns, erasedBy }: { jsonColumns: ReadonlySet<string>; erasedBy: string | undefined },
): Promise<boolean> {
  const sets = columns.map((column, i) => {
    const cast = sql.raw(jsonColumns.has(column) ? "::jsonb" : "::text");
    return sql`${sql.raw(`"${column}"`)} = ${texts[i] ?? null}${cast}`;
  });
  if (erasedBy !== undefined) sets.push(sql`erased_by = ${erasedBy}::text`);
  const rows = await db.execute(sql`
    update ${sql.raw(table)} set ${sql.join(sets, sql`, `)}
    where project_id = ${projectId} and ctid = ${place}::tid returning 1`);
  return rows.length > 0;
}

/** Which columns of a table are jsonb. */
export async function listJsonColumns(db: Database, table: string): Promise<Set<string>> {
  const rows = await db.execute<{ name: string }>(sql`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and atttypid = 'jsonb'::regtype and not attisdropped`);
  return new Set(rows.map(({ name }) => name));
}
