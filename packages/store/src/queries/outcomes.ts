import { and, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { LoggedActions } from "../schema/recommendations.ts";
import { recommendationOutcomes } from "../schema/recommendations.ts";
import { jsonRows, toJson, toNumber } from "./raw.ts";

/** What became of one recommended item; `at` is RFC 3339. */
export type OutcomeRow = {
  decisionId: string;
  itemId: string;
  action: "shown" | "clicked" | "converted" | "dismissed";
  profileId: string;
  eventId: string;
  at: string;
  valueCents: number | null;
};
export type PurchaseRow = Omit<OutcomeRow, "decisionId" | "action">;

const ROW = sql.raw(
  `r("decisionId" text, "itemId" text, action text, "profileId" uuid, "eventId" uuid, at timestamptz, "valueCents" bigint)`,
);

/** Keeps the first of each action per decision and item. */
export async function insertOutcomes(tx: Database, projectId: string, rows: readonly OutcomeRow[]): Promise<void> {
  await tx.execute(sql`
    insert into recommendation_outcomes (project_id, decision_id, item_id, action, profile_id, event_id, at, value_cents)
    select distinct on (r."decisionId", r."itemId", r.action) ${projectId}, r."decisionId", r."itemId", r.action,
      r."profileId", r."eventId", r.at, r."valueCents"
    from json_to_recordset(${jsonRows(rows)}) as ${ROW}
    order by r."decisionId", r."itemId", r.action, r.at
    on conflict do nothing`);
}

/** Days that an order counts for, where the decision's placement says nothing else. */
const DEFAULT_DAYS = 7;

/**
 * Credits purchases to the last click of the same person on the same item within the window of its placement. The person's
 * clicks before they were merged count, too.
 */
export async function attributePurchases(tx: Database, projectId: string, rows: readonly PurchaseRow[]): Promise<void> {
  await tx.execute(sql`
    insert into recommendation_outcomes (project_id, decision_id, item_id, action, profile_id, event_id, at, value_cents)
    select distinct on (r."eventId", r."itemId") ${projectId}, c.decision_id, c.item_id, 'converted', r."profileId",
      r."eventId", r.at, r."valueCents"
    from json_to_recordset(${jsonRows(rows)}) as ${ROW}
    join lateral (
      select r."profileId" as id
      union all
      select p.id from profiles p where p.project_id = ${projectId} and p.merged_into = r."profileId" offset 0
    ) person on true
    cross join lateral (
      select * from recommendation_outcomes where project_id = ${projectId} and profile_id = person.id
        and item_id = r."itemId" and action = 'clicked' and at <= r.at offset 0) c
    left join lateral (
      select placement from recommendation_decisions where project_id = ${projectId} and id = c.decision_id offset 0) d on true
    left join placements s on s.project_id = ${projectId} and s.name = d.placement
    where c.at > r.at - make_interval(days => coalesce((s.definition->>'attributionDays')::int, ${DEFAULT_DAYS}::int))
    order by r."eventId", r."itemId", c.at desc, c.decision_id
    on conflict do nothing`);
}

/** An exposure whose time for success has passed, with the decision that it came from. */
export type MatureExposure = {
  decisionId: string;
  itemId: string;
  profileId: string;
  identified: boolean;
  eventCount: number;
  policy: string | null;
  actions: LoggedActions | null;
  chosen: number | null;
  propensity: number | null;
  /** Whether the wanted action followed in time. */
  success: boolean;
};

/** The oldest exposures of a placement that its policy has not learned from, whose time for success is over; locked. */
export async function lockMatureExposures(
  tx: Database,
  params: { projectId: string; placement: string; reward: string; rewardMinutes: number; now: Date; limit: number },
): Promise<MatureExposure[]> {
  const { projectId, placement, reward, rewardMinutes, limit } = params;
  const now = params.now.toISOString();
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select o.decision_id, o.item_id, coalesce(p.merged_into, o.profile_id) as profile_id, p.user_id is not null as identified,
      p.event_count, d.policy, d.actions, d.chosen, d.propensity, exists (
        select from recommendation_outcomes s where s.project_id = o.project_id and s.decision_id = o.decision_id
          and s.item_id = o.item_id and s.action = ${reward}
          and s.at <= o.at + make_interval(mins => ${rewardMinutes}::int)) as success
    from recommendation_outcomes o
    join recommendation_decisions d on d.project_id = o.project_id and d.id = o.decision_id
    left join profiles p on p.project_id = o.project_id and p.id = o.profile_id
    where o.project_id = ${projectId} and o.action = 'shown' and o.learned_at is null and d.placement = ${placement}
      and o.at <= ${now}::timestamptz - make_interval(mins => ${rewardMinutes}::int)
    order by o.at, o.decision_id, o.item_id limit ${limit} for update of o skip locked`);
  return rows.map((row) => ({
    decisionId: String(row.decision_id),
    itemId: String(row.item_id),
    profileId: String(row.profile_id),
    identified: row.identified === true,
    eventCount: toNumber(row.event_count ?? 0),
    policy: row.policy === null ? null : String(row.policy),
    actions: row.actions === null ? null : toJson<LoggedActions>(row.actions),
    chosen: row.chosen === null ? null : toNumber(row.chosen),
    propensity: row.propensity === null ? null : toNumber(row.propensity),
    success: row.success === true,
  }));
}

/** Marks exposures as learned from. */
export async function markLearned(
  tx: Database,
  projectId: string,
  rows: readonly { decisionId: string; itemId: string }[],
  at: Date,
): Promise<void> {
  await tx.execute(sql`
    update recommendation_outcomes o set learned_at = ${at.toISOString()}::timestamptz
    from json_to_recordset(${jsonRows(rows)}) as r("decisionId" text, "itemId" text)
    where o.project_id = ${projectId} and o.decision_id = r."decisionId" and o.item_id = r."itemId" and o.action = 'shown'`);
}

/** Deletes what became of decisions with smaller ids. */
export async function deleteOutcomes(db: Database, params: { projectId: string; beforeId: string }): Promise<void> {
  const { projectId, decisionId } = recommendationOutcomes;
  await db.delete(recommendationOutcomes).where(and(eq(projectId, params.projectId), lt(decisionId, params.beforeId)));
}
