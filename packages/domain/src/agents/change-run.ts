import type { AgentRun, RunState } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import { copyThreadRows, cutThreadRows, listCheckpointRows } from "@rapport/store/queries/agent-checkpoints";
import { cancelRunRow, insertRun, listPartRows, restartRunRow, wakeRunRow } from "@rapport/store/queries/agent-runs";
import { cancelApprovals, setAsideApprovals } from "@rapport/store/queries/approvals";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";
import { getRun, requireRun } from "./get-run.ts";
import { wakeWhole } from "./run-execution.ts";

/** Ends a run that has not ended, with the runs that are its parts; what they did stays. @throws RapportError not_found; conflict when it has ended */
export async function cancelRun(ctx: Context, id: string): Promise<AgentRun> {
  const { parentRunId } = await requireRun(ctx, id);
  const place = { projectId: ctx.projectId, id };
  await ctx.jobs.prepare([agentRunAdvance]);
  const isCancelled = await ctx.store.withTransaction(async (tx) => {
    if (!(await cancelRunRow(tx, place))) return false;
    await cancelApprovals(tx, { projectId: ctx.projectId, runId: id });
    await wakeWhole(ctx, tx, parentRunId);
    return true;
  });
  if (!isCancelled) throw new RapportError("conflict", "The run has ended; only one that has not can be cancelled");
  // Each in a transaction of its own: a part that ends locks itself first and what it is a part of second.
  for (const part of await listPartRows(ctx.store.db, place)) if (mayEnd(part.state)) await cancelPart(ctx, part.id);
  return getRun(ctx, id);
}

function mayEnd(state: RunState): boolean {
  return state !== "completed" && state !== "failed" && state !== "cancelled";
}

/** A part that ends by itself in this moment needs no cancelling. */
async function cancelPart(ctx: Context, id: string): Promise<void> {
  await cancelRun(ctx, id).catch((error: unknown) => {
    if (!(error instanceof RapportError && error.code === "conflict")) throw error;
  });
}

/**
 * Lets a failed run go on from its last checkpoint, and one that waits look again whether it can; parts of it that failed go on, too.
 * @throws RapportError not_found; conflict when it is completed or cancelled
 */
export async function resumeRun(ctx: Context, id: string): Promise<AgentRun> {
  const { projectId } = ctx;
  const { state } = await requireRun(ctx, id);
  if (state === "completed" || state === "cancelled") {
    throw new RapportError("conflict", `The run is ${state}; rewind it, or fork it, to go on from an earlier state`);
  }
  await inTransaction(ctx, async (tx) => {
    if (await wakeRunRow(tx, { projectId, id }, true)) await enqueueAdvance(ctx, tx, id);
  });
  for (const part of await listPartRows(ctx.store.db, { projectId, id })) {
    if (part.state === "failed" || part.state === "waiting") await resumeRun(ctx, part.id);
  }
  return getRun(ctx, id);
}

/**
 * Puts a run back to one of its checkpoints, from which it goes on: what came after is done again, questions included. What
 * steps did outside of the run is not undone.
 * @throws RapportError not_found
 */
export async function rewindRun(ctx: Context, id: string, checkpointId: string): Promise<AgentRun> {
  const { projectId } = ctx;
  await requireCheckpoint(ctx, id, checkpointId);
  await inTransaction(ctx, async (tx) => {
    await restartRunRow(tx, { projectId, id });
    await cutThreadRows(tx, { projectId, threadId: id, checkpointId });
    await setAsideApprovals(tx, { projectId, runId: id }, checkpointId);
    await enqueueAdvance(ctx, tx, id);
  });
  return getRun(ctx, id);
}

/** Begins another run from a checkpoint of this one, which stays as it is. @throws RapportError not_found */
export async function forkRun(ctx: Context, id: string, checkpointId: string): Promise<AgentRun> {
  const { projectId } = ctx;
  const { graph, input } = await requireRun(ctx, id);
  await requireCheckpoint(ctx, id, checkpointId);
  const forked = newId("agentRun", ctx.now(), ctx.randomBytes(10));
  await inTransaction(ctx, async (tx) => {
    // It begins with checkpoints: whoever takes it up is not the first.
    const row = { projectId, id: forked, graph, input, key: null, parentRunId: id, epoch: 1 };
    await insertRun(tx, { ...row, requestedBy: nameActor(ctx.actor) });
    await copyThreadRows(tx, { projectId, from: id, to: forked, checkpointId });
    await enqueueAdvance(ctx, tx, forked);
  });
  return getRun(ctx, forked);
}

async function inTransaction(ctx: Context, work: (tx: Database) => Promise<void>): Promise<void> {
  await ctx.jobs.prepare([agentRunAdvance]);
  await ctx.store.withTransaction(work);
}

/** @throws RapportError not_found */
async function requireCheckpoint(ctx: Context, runId: string, checkpointId: string): Promise<void> {
  await requireRun(ctx, runId);
  const filter = { projectId: ctx.projectId, threadId: runId, ns: "", id: checkpointId };
  const [row] = await listCheckpointRows(ctx.store.db, filter);
  if (!row)
    throw new RapportError("not_found", `The run has no checkpoint “${checkpointId}”; the run's answer lists them`);
}
