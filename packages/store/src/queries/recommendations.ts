import { and, eq, lt, lte, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { recommendationDecisions, recommenderSnapshots } from "../schema/recommendations.ts";

export type { LoggedActions } from "../schema/recommendations.ts";
export type DecisionRow = typeof recommendationDecisions.$inferInsert;

/** A decision as it waits to be logged: one text, where its rows and lists would be dozens of objects that grow old. */
export type WrittenDecision = { projectId: string; profileId: string | null; json: string };

/** Writes a decision down but for whom it was about, who may have been erased by the time it is logged. */
export function writeDecision({ profileId = null, ...row }: DecisionRow): WrittenDecision {
  return { projectId: row.projectId, profileId, json: JSON.stringify(row) };
}

/**
 * Logs what was chosen. As one parameter: to build and read a statement with one for each of some thousand values costs
 * a busy server more than the decisions themselves.
 */
export async function insertDecisions(db: Database, decisions: readonly WrittenDecision[]): Promise<void> {
  const rows = decisions.map(({ json, profileId }) => `${json.slice(0, -1)},"profileId":${JSON.stringify(profileId)}}`);
  // Joined with its brackets: to put them around a long text copies it, into memory that is collected late.
  const list = ["[", ...rows.flatMap((row, index) => (index === 0 ? [row] : [",", row])), "]"].join("");
  await db.execute(sql`
    insert into recommendation_decisions (project_id, id, profile_id, placement, items, decided_at, context, holdout,
      policy, policy_version, actions, chosen, propensity)
    select "projectId", id, "profileId", placement, items, "decidedAt", context, coalesce(holdout, false), policy,
      "policyVersion", actions, chosen, propensity
    from json_to_recordset(${list}::json) as r("projectId" text, id text, "profileId" uuid, placement text,
      items jsonb, "decidedAt" timestamptz, context jsonb, holdout boolean, policy text, "policyVersion" integer,
      actions jsonb, chosen integer, propensity double precision)
    on conflict do nothing`);
}

/** Deletes a project's decisions with smaller ids; ids begin with the time of the decision. */
export async function deleteDecisions(db: Database, params: { projectId: string; beforeId: string }): Promise<void> {
  const { projectId, id } = recommendationDecisions;
  await db.delete(recommendationDecisions).where(and(eq(projectId, params.projectId), lt(id, params.beforeId)));
}

/** The newest kept state of a project's recommender. */
export async function readRecommenderSnapshot(
  db: Database,
  projectId: string,
): Promise<{ seq: number; beyond: number[]; state: Uint8Array } | undefined> {
  const { seq, beyond, state } = recommenderSnapshots;
  const [row] = await db
    .select({ seq, beyond, state })
    .from(recommenderSnapshots)
    .where(eq(recommenderSnapshots.projectId, projectId));
  return row;
}

/** Keeps a recommender's state, complete up to event `seq` and holding the `beyond` ones, unless a newer one is kept. */
export async function writeRecommenderSnapshot(
  db: Database,
  snapshot: { projectId: string; seq: number; beyond: number[]; state: Uint8Array },
): Promise<void> {
  await db
    .insert(recommenderSnapshots)
    .values(snapshot)
    .onConflictDoUpdate({
      target: recommenderSnapshots.projectId,
      set: { seq: snapshot.seq, beyond: snapshot.beyond, state: snapshot.state, takenAt: sql`now()` },
      // Servers that share a log keep their models' states side by side.
      setWhere: lte(recommenderSnapshots.seq, snapshot.seq),
    });
}
