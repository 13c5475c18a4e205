import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** A row as JSON, by the names of its columns. */
export type ExportRow = Record<string, unknown>;

/** Rows of a page: what a page holds in memory, whatever a person did. */
const PAGE = 1_000;

type KeyColumn = { name: string; type: string };

/**
 * Rows of a table whose columns lead to a profile or to those merged into it, by primary key. Table and columns come from a
 * list in the code, never from a request.
 */
export async function* readPersonRows(
  db: Database,
  projectId: string,
  { table, columns }: { table: string; columns: readonly string[] },
  profileId: string,
): AsyncGenerator<ExportRow[]> {
  const own = sql.join(
    columns.map((column) => sql`t.${sql.identifier(column)} in (${aliasesOf(projectId, profileId)})`),
    sql` or `,
  );
  yield* readPages(db, projectId, table, sql`(${own})`);
}

/** What was done with the leads of a person. */
export async function* readLeadChangeRows(
  db: Database,
  projectId: string,
  profileId: string,
): AsyncGenerator<ExportRow[]> {
  yield* readPages(
    db,
    projectId,
    "lead_changes",
    sql`t.lead_id in (select l.id from leads l
      where l.project_id = ${projectId} and l.profile_id in (${aliasesOf(projectId, profileId)}))`,
  );
}

/** Rows by where they stand. */
export async function readRowsAt(
  db: Database,
  projectId: string,
  table: string,
  places: readonly string[],
): Promise<ExportRow[]> {
  const rows = await db.execute<{ row: unknown }>(sql`
    select to_jsonb(t) as row from ${sql.identifier(table)} t
    where t.project_id = ${projectId} and t.ctid = any (array(
      select value::tid from json_array_elements_text(${jsonRows(places)})))`);
  return rows.map(({ row }) => toJson<ExportRow>(row));
}

/** A profile's id and those of all that were merged into it. */
export async function listAliasIds(db: Database, projectId: string, profileId: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(aliasesOf(projectId, profileId));
  return rows.map(({ id }) => id);
}

function aliasesOf(projectId: string, profileId: string): SQL {
  return sql`select p.id from profiles p
    where p.project_id = ${projectId} and (p.id = ${profileId}::uuid or p.merged_into = ${profileId}::uuid)`;
}

async function* readPages(db: Database, projectId: string, table: string, where: SQL): AsyncGenerator<ExportRow[]> {
  const key = await readKeyColumns(db, table);
  const columns = sql.join(
    key.map(({ name }) => sql`t.${sql.identifier(name)}`),
    sql`, `,
  );
  for (let last: ExportRow | undefined; ; ) {
    const after = last && sql`and (${columns}) > (${valuesOf(key, last)})`;
    const found = await db.execute<{ row: unknown }>(sql`
      select to_jsonb(t) as row from ${sql.identifier(table)} t
      where t.project_id = ${projectId} and ${where} ${after ?? sql``} order by ${columns} limit ${PAGE}`);
    const rows = found.map(({ row }) => toJson<ExportRow>(row));
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}

function valuesOf(key: readonly KeyColumn[], row: ExportRow): SQL {
  return sql.join(
    key.map(({ name, type }) => sql`${String(row[name])}::${sql.raw(type)}`),
    sql`, `,
  );
}

/** Columns of the primary key besides the project, which is the same for all. */
async function readKeyColumns(db: Database, table: string): Promise<KeyColumn[]> {
  return db.execute<KeyColumn>(sql`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_index i cross join lateral unnest(i.indkey) with ordinality as k(attnum, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = ${table}::regclass and i.indisprimary and a.attname <> 'project_id' order by k.place`);
}
