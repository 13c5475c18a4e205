import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson, toNumber } from "./raw.ts";

/** A profile that was taken out, with the traits that may name its person elsewhere. */
export type TakenProfile = { id: string; traits: Record<string, unknown> };

/** Deletes a profile, those merged into it and every id that leads there: from the commit on nobody finds the person. */
export async function takeProfiles(tx: Database, projectId: string, rootId: string): Promise<TakenProfile[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    delete from profiles where project_id = ${projectId} and (id = ${rootId}::uuid or merged_into = ${rootId}::uuid)
    returning id, traits`);
  const taken = rows.map((row) => ({ id: String(row.id), traits: toJson<Record<string, unknown>>(row.traits) }));
  const all = [...new Set([rootId, ...taken.map(({ id }) => id)])];
  await tx.execute(sql`delete from identities where project_id = ${projectId} and ${isOneOf("profile_id", all)}`);
  return taken;
}

/** A table with a column that holds a profile's id. */
export type ProfileColumn = { table: string; column: string };

/**
 * Deletes the rows of these profiles; answers how many of each. Table and column come from a list in the code, never from a
 * request.
 */
export async function deleteProfileRows(
  db: Database,
  projectId: string,
  { table, column }: ProfileColumn,
  profileIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with gone as (delete from ${sql.raw(table)} where project_id = ${projectId} and ${isOneOf(column, profileIds)}
      returning ${sql.raw(column)} as id)
    select id, count(*) as n from gone group by id`);
  return new Map(rows.map((row) => [String(row.id), toNumber(row.n)]));
}

/** Deletes memberships, and counts them as exits of this hour: sizes are sums of both. */
export async function deleteMemberships(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with gone as (delete from segment_members where project_id = ${projectId} and ${isOneOf("profile_id", profileIds)}
      returning segment_id, profile_id),
    counted as (insert into segment_sizes as s (project_id, segment_id, hour, entered, exited)
      select ${projectId}, g.segment_id, date_trunc('hour', ${now.toISOString()}::timestamptz, 'UTC'), 0, count(*)
      from gone g group by g.segment_id order by g.segment_id
      on conflict (project_id, segment_id, hour) do update set exited = s.exited + excluded.exited)
    select profile_id as id, count(*) as n from gone group by 1`);
  return new Map(rows.map((row) => [String(row.id), toNumber(row.n)]));
}

/** Deletes what was done with the leads of these people; before the leads themselves. */
export async function deleteLeadChangesOf(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with gone as (delete from lead_changes c using leads l where l.project_id = ${projectId}
      and ${isOneOf("l.profile_id", profileIds)} and c.project_id = l.project_id and c.lead_id = l.id
      returning l.profile_id)
    select profile_id as id, count(*) as n from gone group by 1`);
  return new Map(rows.map((row) => [String(row.id), toNumber(row.n)]));
}

/** Spaces that hold vectors of these people, as the tables name them: `<name>/<dimension>`. */
export async function findVectorSpaces(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<string[]> {
  const rows = await db.execute<{ space: string }>(sql`
    select distinct space from vector_entries where project_id = ${projectId} and vector is not null
      and id in (select json_array_elements_text(${jsonRows(profileIds)}))`);
  return rows.map(({ space }) => space);
}

/** Deletes the marks that deleted vectors leave for those who follow a space; who has not heard of them begins anew. */
export async function forgetVectorMarks(db: Database, projectId: string, profileIds: readonly string[]): Promise<void> {
  await db.execute(sql`
    with gone as (delete from vector_entries where project_id = ${projectId} and vector is null
      and id in (select json_array_elements_text(${jsonRows(profileIds)})) returning space, version)
    update vector_spaces s set forgotten_through = greatest(s.forgotten_through, g.through)
    from (select space, max(version) as through from gone group by space) g
    where s.project_id = ${projectId} and s.space = g.space`);
}

function isOneOf(column: string, ids: readonly string[]) {
  return sql`${sql.raw(column)} in (select value::uuid from json_array_elements_text(${jsonRows(ids)}))`;
}

/**
 * Gives the room of deleted rows back for new ones, a partition at a time, so that others wait for one of them at most. For the
 * embedded engine, where nothing else does it.
 */
export async function vacuumTables(db: Database, tables: readonly string[]): Promise<void> {
  const parts = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c left join pg_inherits i on i.inhrelid = c.oid
    left join pg_class p on p.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and coalesce(p.relname, c.relname) in (select json_array_elements_text(${jsonRows(tables)})) order by 1`);
  for (const { name } of parts) await db.execute(sql.raw(`vacuum ${name}`));
}
