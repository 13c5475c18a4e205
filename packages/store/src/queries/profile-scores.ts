import { eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { profileScoreMarks } from "../schema/intents.ts";
import { jsonRows } from "./raw.ts";

export type ScoreMarkRow = typeof profileScoreMarks.$inferSelect;
export type ScoreRow = { profileId: string; name: string; value: number; modelId: string };

/** Writes scores, in one order so that writers cannot deadlock; answers the people of whom one is another now. */
export async function upsertScores(
  tx: Database,
  projectId: string,
  { rows, scoredAt }: { rows: readonly ScoreRow[]; scoredAt: Date },
): Promise<string[]> {
  if (rows.length === 0) return [];
  const changed = await tx.execute<{ id: unknown }>(sql`
    with r as materialized (select * from json_to_recordset(${jsonRows(rows)})
      as r("profileId" uuid, name text, value double precision, "modelId" text)),
    written as (
      insert into profile_scores (project_id, name, profile_id, value, model_id, scored_at)
      select ${projectId}, r.name, r."profileId", r.value, r."modelId", ${scoredAt.toISOString()}::timestamptz from r
      order by 2, 3
      on conflict (project_id, name, profile_id) do update set value = excluded.value, model_id = excluded.model_id,
        scored_at = excluded.scored_at)
    select distinct r."profileId" as id from r left join profile_scores s
      on s.project_id = ${projectId} and s.name = r.name and s.profile_id = r."profileId"
    where s.value is distinct from r.value`);
  return changed.map(({ id }) => String(id));
}

/** Deletes scores that were not renewed since a time, and those of profiles that are part of another one; answers whose. */
export async function deleteOldScores(tx: Database, projectId: string, before: Date): Promise<string[]> {
  const rows = await tx.execute<{ id: unknown }>(sql`
    delete from profile_scores s where s.project_id = ${projectId} and (s.scored_at < ${before.toISOString()}::timestamptz
      or exists (select from profiles p
        where p.project_id = s.project_id and p.id = s.profile_id and p.merged_into is not null))
    returning s.profile_id as id`);
  return [...new Set(rows.map(({ id }) => String(id)))];
}

export async function getScoreMark(db: Database, projectId: string): Promise<ScoreMarkRow | undefined> {
  const [row] = await db.select().from(profileScoreMarks).where(eq(profileScoreMarks.projectId, projectId));
  return row;
}

export async function putScoreMark(db: Database, row: ScoreMarkRow): Promise<void> {
  const { projectId: _, ...set } = row;
  await db.insert(profileScoreMarks).values(row).onConflictDoUpdate({ target: profileScoreMarks.projectId, set });
}

/** Living people seen since a time, after `afterId`, in the order of their ids. */
export async function listPeopleSeen(
  db: Database,
  params: { projectId: string; seenSince: Date; afterId: string; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: unknown }>(sql`
    select id from profiles where project_id = ${params.projectId} and merged_into is null
      and last_seen_at >= ${params.seenSince.toISOString()}::timestamptz and id > ${params.afterId}::uuid
    order by id limit ${params.limit}::int`);
  return rows.map(({ id }) => String(id));
}

/** The living people of the events after one number up to another. */
export async function listPeopleOfEvents(
  db: Database,
  params: { projectId: string; afterSeq: number; throughSeq: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: unknown }>(sql`
    select distinct coalesce(p.merged_into, e.profile_id) as id from events e
    join profiles p on p.project_id = e.project_id and p.id = e.profile_id
    where e.project_id = ${params.projectId} and e.seq > ${params.afterSeq}::bigint and e.seq <= ${params.throughSeq}::bigint`);
  return rows.map(({ id }) => String(id));
}
