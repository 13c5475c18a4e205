import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { LoggedActions } from "../schema/recommendations.ts";
import { toJson, toNumber } from "./raw.ts";

/** What became of the decisions of a placement since a time. */
export async function countOutcomes(
  db: Database,
  { projectId, placement, since }: { projectId: string; placement: string; since: Date },
): Promise<Record<"decisions" | "shown" | "clicked" | "converted" | "dismissed" | "valueCents", number>> {
  const from = since.toISOString();
  const [row] = await db.execute<Record<string, unknown>>(sql`
    with d as (
      select id from recommendation_decisions
      where project_id = ${projectId} and placement = ${placement} and decided_at >= ${from}::timestamptz
    )
    select (select count(*) from d) as decisions, count(*) filter (where o.action = 'shown') as shown,
      count(*) filter (where o.action = 'clicked') as clicked, count(*) filter (where o.action = 'converted') as converted,
      count(*) filter (where o.action = 'dismissed') as dismissed,
      coalesce(sum(o.value_cents) filter (where o.action = 'converted'), 0) as value
    from d join recommendation_outcomes o on o.project_id = ${projectId} and o.decision_id = d.id`);
  const read = (name: string) => toNumber(row?.[name] ?? 0);
  return {
    decisions: read("decisions"),
    shown: read("shown"),
    clicked: read("clicked"),
    converted: read("converted"),
    dismissed: read("dismissed"),
    valueCents: read("value"),
  };
}

export type ArmRow = { heldOut: boolean; people: number; buyers: number; valueCents: number };

/**
 * People by whether a placement held them out, and those of them who ordered within the window after their first
 * decision. Merged people count once, and who was in both groups counts in neither.
 */
export async function countBuyers(
  db: Database,
  params: { projectId: string; placement: string; since: Date; windowDays: number },
): Promise<ArmRow[]> {
  const { projectId, placement, windowDays } = params;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with person as (
      select coalesce(p.merged_into, d.profile_id) as id, bool_or(d.holdout) as held_out, min(d.decided_at) as first_at
      from recommendation_decisions d
      left join profiles p on p.project_id = d.project_id and p.id = d.profile_id
      where d.project_id = ${projectId} and d.placement = ${placement} and d.profile_id is not null
        and d.decided_at >= ${params.since.toISOString()}::timestamptz
      group by 1 having bool_or(d.holdout) = bool_and(d.holdout)
    ), known as (
      select person.id, first_at, person.id as profile_id from person
      union all
      select person.id, first_at, p.id from person join profiles p on p.project_id = ${projectId} and p.merged_into = person.id
    ), buyer as (
      select known.id, sum(case when jsonb_typeof(e.payload->'properties'->'total') = 'number'
        then (e.payload->'properties'->>'total')::numeric * 100 else 0 end) as value
      from known join events e on e.project_id = ${projectId} and e.profile_id = known.profile_id
        and e.name = 'Order Completed' and e.timestamp >= known.first_at
        and e.timestamp < known.first_at + make_interval(days => ${windowDays}::int)
      group by known.id
    )
    select person.held_out, count(*) as people, count(buyer.id) as buyers, round(coalesce(sum(buyer.value), 0)) as value
    from person left join buyer on buyer.id = person.id group by 1`);
  return rows.map((row) => ({
    heldOut: row.held_out === true,
    people: toNumber(row.people),
    buyers: toNumber(row.buyers),
    valueCents: toNumber(row.value),
  }));
}

/** A decision that a policy made, and whether it succeeded; `seen` says that its item was shown and its time is over. */
export type JudgedDecision = {
  id: string;
  policy: string;
  policyVersion: number;
  actions: LoggedActions;
  chosen: number;
  propensity: number;
  seen: boolean;
  success: boolean;
};

/** The newest decisions of a placement's policies, the oldest of them first. */
export async function listJudgedDecisions(
  db: Database,
  params: { projectId: string; placement: string; reward: string; rewardMinutes: number; now: Date; limit: number },
): Promise<JudgedDecision[]> {
  const { projectId, placement, reward, rewardMinutes, limit } = params;
  const before = params.now.toISOString();
  const rows = await db.execute<Record<string, unknown>>(sql`
    select d.id, d.policy, d.policy_version, d.actions, d.chosen, d.propensity,
      coalesce(o.at <= ${before}::timestamptz - make_interval(mins => ${rewardMinutes}::int), false) as seen,
      exists (select from recommendation_outcomes s where s.project_id = d.project_id and s.decision_id = d.id
        and s.item_id = o.item_id and s.action = ${reward}
        and s.at <= o.at + make_interval(mins => ${rewardMinutes}::int)) as success
    from recommendation_decisions d
    left join recommendation_outcomes o on o.project_id = d.project_id and o.decision_id = d.id and o.action = 'shown'
      and o.item_id = d.actions->'itemIds'->>d.chosen
    where d.project_id = ${projectId} and d.placement = ${placement} and d.policy is not null
    order by d.decided_at desc, d.id desc limit ${limit}`);
  return rows.reverse().map((row) => ({
    id: String(row.id),
    policy: String(row.policy),
    policyVersion: toNumber(row.policy_version),
    actions: toJson<LoggedActions>(row.actions),
    chosen: toNumber(row.chosen),
    propensity: toNumber(row.propensity),
    seen: row.seen === true,
    success: row.success === true,
  }));
}
