import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { intentGoals } from "../schema/intents.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type GoalRow = typeof intentGoals.$inferSelect;

export async function listGoalRows(db: Database, projectId: string): Promise<GoalRow[]> {
  return db.select().from(intentGoals).where(eq(intentGoals.projectId, projectId)).orderBy(asc(intentGoals.key));
}

export async function upsertGoal(db: Database, row: GoalRow): Promise<void> {
  const { definition, updatedAt } = row;
  await db
    .insert(intentGoals)
    .values(row)
    .onConflictDoUpdate({ target: [intentGoals.projectId, intentGoals.key], set: { definition, updatedAt } });
}

/** Whether there was one. */
export async function deleteGoalRow(
  db: Database,
  { projectId, key }: Pick<GoalRow, "projectId" | "key">,
): Promise<boolean> {
  const deleted = await db
    .delete(intentGoals)
    .where(and(eq(intentGoals.projectId, projectId), eq(intentGoals.key, key)))
    .returning({ key: intentGoals.key });
  return deleted.length > 0;
}

/** People seen since a time, by a hash of their ids: of more than `limit` always the same ones, and no kind of them preferred. */
export async function samplePeople(
  db: Database,
  params: { projectId: string; seenSince: Date; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id::text as id from profiles
    where project_id = ${params.projectId} and merged_into is null
      and last_seen_at >= ${params.seenSince.toISOString()}::timestamptz
    order by hashtextextended(id::text, 0) limit ${params.limit}`);
  return rows.map(({ id }) => id);
}

/** The part of an event that intents are learned from. */
export type ActionRow = {
  /** The living profile. */
  profileId: string;
  /** Name of a track event, type of any other. */
  action: string;
  timestampMs: number;
  /** What the event was worth, as it was sent. */
  value: string | null;
  identified: boolean;
};

/**
 * The latest events of people between two times, the oldest first within a person. Reads each profile and each that was merged
 * into it backwards from the index, `limit` events at most.
 */
export async function readActions(
  db: Database,
  params: { projectId: string; profileIds: readonly string[]; from: Date; to: Date; limit: number },
): Promise<ActionRow[]> {
  const { projectId, from, to, limit } = params;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with wanted as (select value::uuid as id from json_array_elements_text(${jsonRows(params.profileIds)})),
    aliases as (
      select id, id as person from wanted
      union all
      select p.id, p.merged_into from profiles p join wanted w on p.merged_into = w.id where p.project_id = ${projectId}
    )
    select a.person::text as person, e.action, e.at, e.value, e.identified
    from aliases a cross join lateral (
      select case when type = 'track' then name else type end as action,
        extract(epoch from timestamp) * 1000 as at, seq, user_id is not null as identified,
        coalesce(payload->'properties'->>'revenue', payload->'properties'->>'total', payload->'properties'->>'value') as value
      from events
      where project_id = ${projectId} and profile_id = a.id
        and timestamp >= ${from.toISOString()}::timestamptz and timestamp < ${to.toISOString()}::timestamptz
      order by timestamp desc limit ${limit}
    ) e
    order by a.person, e.at, e.seq`);
  return rows.map((row) => ({
    profileId: String(row.person),
    action: String(row.action),
    timestampMs: toNumber(row.at),
    value: row.value === null ? null : String(row.value),
    identified: row.identified === true,
  }));
}
