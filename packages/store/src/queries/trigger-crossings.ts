import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { triggerCrossings, triggerSides, triggers } from "../schema/triggers.ts";
import { jsonRows, toIso, toNumber } from "./raw.ts";
import type { TriggerRow, TriggerState } from "./triggers.ts";

export type CrossingRow = typeof triggerCrossings.$inferSelect;
/** A change that a trigger may watch. */
export type SegmentCrossing = { watches: string; profileId: string; at: string; messageId: string };
/** What a model says of a person now, with an id for the crossing that it may be. */
export type ScoreCrossing = { watches: string; profileId: string; value: number; messageId: string };

/** Writes the crossings that enabled triggers see in these changes; answers how many. */
export async function insertSegmentCrossings(
  tx: Database,
  projectId: string,
  rows: readonly SegmentCrossing[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const crossed = await tx.execute(sql`
    insert into ${triggerCrossings} (project_id, trigger_id, id, profile_id, at)
    select ${projectId}, t.id, r."messageId", r."profileId", r.at
    from json_to_recordset(${jsonRows(rows)}) as r(watches text, "profileId" uuid, at timestamptz, "messageId" uuid)
    join ${triggers} t on t.project_id = ${projectId} and t.watches = r.watches and t.enabled
    on conflict do nothing returning 1`);
  return crossed.length;
}

/**
 * Notes on which side of each watching trigger's threshold people are, and writes a crossing for each who came beyond it. Within the
 * hysteresis a person stays where they were. Call it before the new scores are written: who is seen for the first time crosses only
 * from an earlier score on the other side, or as somebody who came after the trigger began to watch.
 */
export async function insertScoreCrossings(
  tx: Database,
  { projectId, atIso, rows }: { projectId: string; atIso: string; rows: readonly ScoreCrossing[] },
): Promise<number> {
  if (rows.length === 0) return 0;
  const crossed = await tx.execute(sql`
    with r as materialized (select * from json_to_recordset(${jsonRows(rows)})
      as r(watches text, "profileId" uuid, value double precision, "messageId" uuid)),
    s as materialized (
      select t.id as trigger_id, t.watches_since, r.*,
        case when t.source ->> 'direction' = 'below' then -1 else 1 end as way,
        (t.source ->> 'threshold')::double precision as threshold,
        (t.source ->> 'hysteresis')::double precision as hysteresis
      from r join ${triggers} t on t.project_id = ${projectId} and t.watches = r.watches and t.enabled),
    now_at as materialized (
      select s.*, case when way * value >= way * threshold then true
        when way * value < way * threshold - hysteresis then false end as beyond from s),
    moved as (
      insert into ${triggerSides} as d (project_id, trigger_id, profile_id, is_beyond)
      select ${projectId}, trigger_id, "profileId", beyond from now_at where beyond is not null order by 2, 3
      on conflict (project_id, trigger_id, profile_id) do update set is_beyond = excluded.is_beyond
        where d.is_beyond <> excluded.is_beyond
      returning trigger_id, profile_id, is_beyond, (xmax = 0) as is_first)
    insert into ${triggerCrossings} (project_id, trigger_id, id, profile_id, at, probability)
    select ${projectId}, m.trigger_id, n."messageId", m.profile_id, ${atIso}::timestamptz, n.value
    from moved m join now_at n on n.trigger_id = m.trigger_id and n."profileId" = m.profile_id
    left join profile_scores b on b.project_id = ${projectId} and b.name = n.watches and b.profile_id = m.profile_id
    left join profiles p on p.project_id = ${projectId} and p.id = m.profile_id
    where m.is_beyond and (not m.is_first or b.value is not null and n.way * b.value < n.way * n.threshold
      or b.value is null and p.first_seen_at >= n.watches_since)
    on conflict do nothing returning 1`);
  return crossed.length;
}

/** A crossing that is to be decided on, with its person. */
export type WaitingCrossing = CrossingRow & { userId: string | null };

/** The oldest crossings that wait, locked, past those that another server has; their triggers are locked first. */
export async function takeCrossings(
  tx: Database,
  projectId: string,
  limit: number,
): Promise<{ crossings: WaitingCrossing[]; triggers: Map<string, TriggerRow> }> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select c.*, p.user_id from (
      select * from ${triggerCrossings} where project_id = ${projectId} and state = 'waiting' order by id
      limit ${limit}::int for update skip locked) as c
    left join profiles a on a.project_id = c.project_id and a.id = c.profile_id
    left join profiles p on p.project_id = c.project_id and p.id = coalesce(a.merged_into, a.id) order by c.id`);
  const ids = [...new Set(rows.map((row) => String(row.trigger_id)))].sort();
  // One server at a time decides on a trigger: its rate and rests count what the others fired.
  const locked = ids.length === 0 ? [] : await lockTriggers(tx, projectId, ids);
  return { crossings: rows.map(toWaiting), triggers: new Map(locked.map((row) => [row.id, row])) };
}

async function lockTriggers(tx: Database, projectId: string, ids: readonly string[]): Promise<TriggerRow[]> {
  return tx
    .select()
    .from(triggers)
    .where(
      and(
        eq(triggers.projectId, projectId),
        sql`${triggers.id} in (select value from json_array_elements_text(${JSON.stringify(ids)}::json))`,
      ),
    )
    .orderBy(triggers.id)
    .for("update");
}

/** How often each trigger has fired since a time. */
export async function countFired(
  tx: Database,
  { projectId, triggerIds, since }: { projectId: string; triggerIds: readonly string[]; since: Date },
): Promise<Map<string, number>> {
  const rows = await tx.execute<{ trigger_id: string; n: unknown }>(sql`
    select c.trigger_id, count(*) as n from json_array_elements_text(${JSON.stringify(triggerIds)}::json) as k(id)
    join ${triggerCrossings} c on c.project_id = ${projectId} and c.trigger_id = k.id
      and c.fired_at > ${since.toISOString()}::timestamptz group by 1`);
  return new Map(rows.map(({ trigger_id, n }) => [trigger_id, toNumber(n)]));
}

/** When these people fired these triggers last, by `trigger person`. */
export async function readLastFired(
  tx: Database,
  projectId: string,
  pairs: readonly { triggerId: string; profileId: string }[],
): Promise<Map<string, number>> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select k."triggerId" as t, k."profileId" as p, max(c.fired_at) as at
    from json_to_recordset(${jsonRows(pairs)}) as k("triggerId" text, "profileId" uuid)
    join ${triggerCrossings} c on c.project_id = ${projectId} and c.trigger_id = k."triggerId"
      and c.profile_id = k."profileId" and c.fired_at is not null group by 1, 2`);
  return new Map(rows.map((row) => [`${row.t} ${row.p}`, Date.parse(toIso(row.at))]));
}

/** What was decided about a crossing. */
export type Decision = {
  triggerId: string;
  id: string;
  state: TriggerState;
  reason: string | null;
  startedId: string | null;
};

export async function settleCrossings(
  tx: Database,
  { projectId, at, decisions }: { projectId: string; at: Date; decisions: readonly Decision[] },
): Promise<void> {
  await tx.execute(sql`
    update ${triggerCrossings} c set state = r.state, reason = r.reason, started_id = r."startedId",
      fired_at = case when r.state = 'fired' then ${at.toISOString()}::timestamptz end
    from json_to_recordset(${jsonRows(decisions)}) as r("triggerId" text, id uuid, state text, reason text, "startedId" text)
    where c.project_id = ${projectId} and c.trigger_id = r."triggerId" and c.id = r.id`);
}

/** Crossings of a trigger, the latest first. */
export async function listCrossingRows(
  db: Database,
  params: { projectId: string; triggerId: string; limit: number; beforeId?: string | undefined },
): Promise<(CrossingRow & { userId: string | null })[]> {
  const { projectId, triggerId, limit, beforeId } = params;
  const page = await db
    .select()
    .from(triggerCrossings)
    .where(
      and(
        eq(triggerCrossings.projectId, projectId),
        eq(triggerCrossings.triggerId, triggerId),
        beforeId === undefined ? undefined : lt(triggerCrossings.id, beforeId),
      ),
    )
    .orderBy(desc(triggerCrossings.id))
    .limit(limit);
  const names = await db.execute<{ id: string; user_id: string | null }>(sql`
    select a.id, p.user_id from json_array_elements_text(${JSON.stringify(page.map((row) => row.profileId))}::json) as k(id)
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id::uuid offset 0) a
    cross join lateral (
      select * from profiles where project_id = ${projectId} and id = coalesce(a.merged_into, a.id) offset 0) p`);
  const userIds = new Map(names.map(({ id, user_id }) => [id, user_id]));
  return page.map((row) => ({ ...row, userId: userIds.get(row.profileId) ?? null }));
}

/** Forgets crossings that were decided on before a time. */
export async function deleteOldCrossings(db: Database, projectId: string, before: Date): Promise<void> {
  await db.execute(sql`
    delete from ${triggerCrossings}
    where project_id = ${projectId} and state <> 'waiting' and at < ${before.toISOString()}::timestamptz`);
}

function toWaiting(row: Record<string, unknown>): WaitingCrossing {
  return {
    projectId: String(row.project_id),
    triggerId: String(row.trigger_id),
    id: String(row.id),
    profileId: String(row.profile_id),
    at: new Date(toIso(row.at)),
    state: "waiting",
    reason: null,
    probability: row.probability === null ? null : toNumber(row.probability),
    startedId: null,
    firedAt: null,
    userId: row.user_id === null ? null : String(row.user_id),
  };
}
