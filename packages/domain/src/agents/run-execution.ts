import type { ApprovalRequest } from "@rapport/contracts/approvals";
import { APPROVAL_DAYS } from "@rapport/contracts/approvals";
import { newId } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import type { RunClaim, RunRow, RunSettlement, SettleOutcome } from "@rapport/store/queries/agent-runs";
import {
  getRunRow,
  listAdoptedRunIds,
  listOvertakenRuns,
  readWakes,
  settleRunRow,
  takeRunRow,
  wakeRunRow,
} from "@rapport/store/queries/agent-runs";
import type { StepNote } from "@rapport/store/queries/agent-steps";
import { failOpenSteps, upsertSteps } from "@rapport/store/queries/agent-steps";
import { insertApprovals, listRunDecisions, reopenApprovals } from "@rapport/store/queries/approvals";
import type { Context, Services } from "../context.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";

const DAY_MS = 86_400_000;

/** A run that an execution has taken up. */
export type TakenRun = Pick<
  RunRow,
  "id" | "graph" | "state" | "input" | "epoch" | "wakes" | "requestedBy" | "parentRunId" | "startedAt"
>;
/** An execution, as the store knows whether the run is still its own. */
export type WatchedClaim = RunClaim;
export type RunStep = StepNote;

/** A question that the graph waits at. */
export type AskedQuestion = { interruptId: string; checkpointId: string; request: ApprovalRequest };

/**
 * Takes a run up; undefined when it has ended. Where agents are stopped, its state is `stopped` and nothing may be done.
 * @param jobId the run's own job that does so; absent for a part, which the job of its whole advances
 */
export function takeRun({ store, projectId }: Context, id: string, jobId?: string): Promise<TakenRun | undefined> {
  return takeRunRow(store.db, { projectId, id }, jobId);
}

/** What people decided of these pauses, to be handed to the graph. */
export function listDecisions({ store, projectId }: Context, runId: string, interruptIds: readonly string[]) {
  return listRunDecisions(store.db, { projectId, runId }, interruptIds);
}

/** How runs that another one waits for stand; those that have not ended are left out. */
export async function listEndedParts(
  { store, projectId }: Context,
  runIds: readonly string[],
): Promise<Pick<RunRow, "id" | "graph" | "state" | "result" | "error">[]> {
  const rows = await Promise.all(runIds.map((id) => getRunRow(store.db, { projectId, id })));
  return rows.filter((row) => row !== undefined).filter(({ state }) => ENDS.includes(state));
}

/** Of runs that are parts, those that no job of their own advances: whoever executes what they are a part of does. */
export async function listAdoptedParts({ store, projectId }: Context, runIds: readonly string[]): Promise<string[]> {
  return runIds.length === 0 ? [] : listAdoptedRunIds(store.db, projectId, runIds);
}

const ENDS: readonly RunRow["state"][] = ["completed", "failed", "cancelled"];

/** What a run waits for: proposals that people decide about, and the time when it looks again by itself. */
export type Waiting = { questions: readonly AskedQuestion[]; lookAtMs?: number | undefined };

/**
 * Writes where the execution has brought the run, and what it asks, in one transaction, if nothing came between. The run that it is a part
 * of is woken when it has ended.
 */
export async function settleRun(
  ctx: Context,
  { id, epoch, wakes, parentRunId }: TakenRun,
  settlement: RunSettlement,
  { questions, lookAtMs }: Waiting = { questions: [] },
): Promise<SettleOutcome> {
  const { projectId, store } = ctx;
  await ctx.jobs.prepare([agentRunAdvance]);
  const createdAt = new Date(ctx.now());
  const expiresAt = new Date(ctx.now() + APPROVAL_DAYS * DAY_MS);
  const rows = questions.map(({ interruptId, checkpointId, request }) => {
    const approvalId = newId("approval", ctx.now(), ctx.randomBytes(10));
    return { projectId, id: approvalId, runId: id, interruptId, checkpointId, ...request, createdAt, expiresAt };
  });
  const claim = { projectId, id, epoch, wakes };
  const wholeId = ENDS.includes(settlement.state) ? parentRunId : null;
  // What stands alone needs no transaction around it.
  if (rows.length === 0 && lookAtMs === undefined && wholeId === null) return settleRunRow(store.db, claim, settlement);
  let isWanted = lookAtMs !== undefined;
  const outcome = await store.withTransaction(async (tx) => {
    const outcome = await settleRunRow(tx, claim, settlement);
    if (outcome !== "settled") return outcome;
    await insertApprovals(tx, rows);
    if (lookAtMs !== undefined) await enqueueAdvance(ctx, tx, id, lookAtMs);
    if (await wakeWhole(ctx, tx, wholeId)) isWanted = true;
    return outcome;
  });
  // Committed: whoever was asked for can look at once.
  if (isWanted) ctx.jobs.onWork();
  return outcome;
}

/** Wakes the run that an ended one is a part of; true where a job was asked for. */
export async function wakeWhole(
  ctx: Pick<Context, "jobs" | "projectId" | "actor">,
  tx: Database,
  parentRunId: string | null,
): Promise<boolean> {
  if (parentRunId === null) return false;
  const { projectId } = ctx;
  if (!(await wakeRunRow(tx, { projectId, id: parentRunId }))) return false;
  await enqueueAdvance(ctx, tx, parentRunId);
  return true;
}

/** Lets decisions be made anew that did not fit what the graph takes. */
export async function reopenDecisions(
  { store, projectId }: Context,
  runId: string,
  interruptIds: readonly string[],
  problem: string,
): Promise<void> {
  await reopenApprovals(store.db, { projectId, runId }, interruptIds, problem);
}

/**
 * The run as its execution goes on with it, where something happened to it that it waits for; undefined where it did not, where agents are stopped, or
 * where the run is no longer this execution's.
 */
export async function goOnWith({ store, projectId }: Context, run: TakenRun): Promise<TakenRun | undefined> {
  const wakes = await readWakes(store.db, { projectId, id: run.id, epoch: run.epoch, wakes: run.wakes });
  return wakes === undefined ? undefined : { ...run, wakes };
}

/** Writes what a run did. */
export async function recordSteps(
  { store, projectId }: Context,
  runId: string,
  steps: readonly RunStep[],
): Promise<void> {
  await upsertSteps(store.db, { projectId, runId }, steps);
}

/** Ends what an earlier taking up of the run was at when its process ended. */
export async function endLeftSteps({ store, projectId }: Context, runId: string): Promise<void> {
  await failOpenSteps(
    store.db,
    { projectId, runId },
    "The process that did it ended; the run goes on from before this step",
  );
}

/** Of the executions under way, those whose run was cancelled, stopped, put back or taken over. */
export function listOvertaken({ store }: Services, claims: readonly RunClaim[]): Promise<RunClaim[]> {
  return listOvertakenRuns(store.db, claims);
}
