import { and, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { recommendationDecisions, recommenderSnapshots } from "../schema/recommendations.ts";

export type DecisionRow = typeof recommendationDecisions.$inferInsert;

/** Logs what was chosen. */
export async function insertDecisions(db: Database, rows: readonly DecisionRow[]): Promise<void> {
  await db
    .insert(recommendationDecisions)
    .values([...rows])
    .onConflictDoNothing();
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
): Promise<{ seq: number; state: Uint8Array } | undefined> {
  const [row] = await db
    .select({ seq: recommenderSnapshots.seq, state: recommenderSnapshots.state })
    .from(recommenderSnapshots)
    .where(eq(recommenderSnapshots.projectId, projectId));
  return row;
}

/** Keeps a recommender's state, complete up to event `seq`. */
export async function writeRecommenderSnapshot(
  db: Database,
  snapshot: { projectId: string; seq: number; state: Uint8Array },
): Promise<void> {
  await db
    .insert(recommenderSnapshots)
    .values(snapshot)
    .onConflictDoUpdate({
      target: recommenderSnapshots.projectId,
      set: { seq: snapshot.seq, state: snapshot.state, takenAt: sql`now()` },
    });
}
