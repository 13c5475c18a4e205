import type { Approval, ApprovalDecision } from "@rapport/contracts/approvals";
import { and, asc, desc, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { approvals } from "../schema/approvals.ts";

export type ApprovalRow = typeof approvals.$inferSelect;
type Place = { projectId: string; id: string };
type OfRun = { projectId: string; runId: string };
type State = Approval["state"];

const at = ({ projectId, id }: Place) => and(eq(approvals.projectId, projectId), eq(approvals.id, id));
const ofRun = ({ projectId, runId }: OfRun) => and(eq(approvals.projectId, projectId), eq(approvals.runId, runId));

type NewApproval = Pick<
  ApprovalRow,
  | "projectId"
  | "id"
  | "runId"
  | "interruptId"
  | "checkpointId"
  | "kind"
  | "title"
  | "summary"
  | "schema"
  | "proposal"
  | "createdAt"
  | "expiresAt"
>;

/** Writes questions; those that were asked before stay as they are. */
export async function insertApprovals(tx: Database, rows: readonly NewApproval[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(approvals)
      .values([...rows])
      .onConflictDoNothing();
}

export async function getApprovalRow(db: Database, place: Place): Promise<ApprovalRow | undefined> {
  const [row] = await db.select().from(approvals).where(at(place));
  return row;
}

export async function listApprovalRows(
  db: Database,
  params: { projectId: string; limit: number; state?: State | undefined; beforeId?: string | undefined },
): Promise<ApprovalRow[]> {
  const { projectId, limit, state, beforeId } = params;
  const filter = and(
    eq(approvals.projectId, projectId),
    state === undefined ? undefined : eq(approvals.state, state),
    beforeId === undefined ? undefined : lt(approvals.id, beforeId),
  );
  return db.select().from(approvals).where(filter).orderBy(desc(approvals.id)).limit(limit);
}

export async function listRunApprovals(db: Database, run: OfRun): Promise<ApprovalRow[]> {
  return db.select().from(approvals).where(ofRun(run)).orderBy(asc(approvals.createdAt), asc(approvals.id));
}

/** What was decided of a run's questions. */
export async function listRunDecisions(
  db: Database,
  run: OfRun,
  interruptIds: readonly string[],
): Promise<{ interruptId: string; decision: ApprovalDecision }[]> {
  if (interruptIds.length === 0) return [];
  const rows = await db
    .select({ interruptId: approvals.interruptId, decision: approvals.decision })
    .from(approvals)
    .where(and(ofRun(run), inArray(approvals.interruptId, [...interruptIds]), isNotNull(approvals.decision)));
  return rows.flatMap(({ interruptId, decision }) => (decision ? [{ interruptId, decision }] : []));
}

/** Writes a decision; false when the question no longer waits for one. */
export async function decideApprovalRow(
  tx: Database,
  place: Place,
  decided: { state: State; decision: ApprovalDecision; decidedBy: string; decidedAt: Date },
): Promise<boolean> {
  const rows = await tx
    .update(approvals)
    .set({ ...decided, problem: null })
    .where(and(at(place), eq(approvals.state, "pending")))
    .returning({ id: approvals.id });
  return rows.length > 0;
}

/** Lets decided questions wait again, because what was decided could not be carried out. */
export async function reopenApprovals(
  tx: Database,
  run: OfRun,
  interruptIds: readonly string[],
  problem: string,
): Promise<void> {
  await tx
    .update(approvals)
    .set({ state: "pending", decision: null, decidedAt: null, problem })
    .where(and(ofRun(run), inArray(approvals.interruptId, [...interruptIds])));
}

/** Ends the questions of a run that nobody will carry out. */
export async function cancelApprovals(tx: Database, run: OfRun): Promise<void> {
  await tx
    .update(approvals)
    .set({ state: "cancelled" })
    .where(and(ofRun(run), eq(approvals.state, "pending")));
}

/** Sets aside the questions that a run asked from a checkpoint on: it will ask them anew, and these stay as its past. */
export async function setAsideApprovals(tx: Database, run: OfRun, checkpointId: string): Promise<void> {
  await tx
    .update(approvals)
    .set({
      interruptId: sql`${approvals.interruptId} || '#' || ${approvals.id}`,
      state: sql`case when ${approvals.state} = 'pending' then 'cancelled' else ${approvals.state} end`,
    })
    .where(and(ofRun(run), gte(approvals.checkpointId, checkpointId)));
}

/** Questions whose time is over. */
export async function listOverdueApprovals(db: Database, projectId: string, now: Date): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.projectId, projectId), eq(approvals.state, "pending"), lt(approvals.expiresAt, now)))
    .limit(500);
}
