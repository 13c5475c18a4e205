import { GraphRecursionError, isGraphDrained } from "@langchain/langgraph";
import { RUN_LIMITS } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import { agentRunAdvance } from "@rapport/domain/agents/agent-run-advance";
import type { TakenRun } from "@rapport/domain/agents/run-execution";
import {
  endLeftSteps,
  goOnWith,
  listAdoptedParts,
  reopenDecisions,
  settleRun,
  takeRun,
} from "@rapport/domain/agents/run-execution";
import type { Context } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { JobReturned } from "@rapport/domain/jobs/job-handler";
import { tellError } from "@rapport/domain/logger";
import { isStoreAway } from "@rapport/domain/store-away";
import type { AgentGraph } from "../graphs/agent-graph.ts";
import type { RunTracing } from "../tracing/run-tracing.ts";
import type { Execution, GraphPauses } from "./execute-graph.ts";
import { DecisionRefused, executeGraph } from "./execute-graph.ts";
import { RunCheckpoints } from "./run-checkpoints.ts";

export type Advance = {
  ctx: Context;
  graphs: Readonly<Record<string, AgentGraph>>;
  lane?: ReplayLane | undefined;
  runId: string;
  /** The run's own job; absent for a part that the job of its whole advances. */
  jobId?: string | undefined;
  /** Counts from 1, of the job. */
  attempt: number;
  tracing?: RunTracing | undefined;
  /** Puts an execution under watch; answers what it needs and how the watch ends. */
  watch: (run: TakenRun) => Pick<Execution, "control" | "abort" | "onChange"> & { end: () => void };
};

/**
 * Brings a run as far as it goes and writes down where that is. What happens to it meanwhile (a decision, a resumption) is
 * seen before it is left. Resolves also when the run is no longer this execution's.
 */
export async function advanceRun(advance: Advance): Promise<void> {
  const { ctx, graphs, runId, jobId } = advance;
  for (let before: Before | undefined; ; ) {
    const run = await takeRun(ctx, runId, jobId);
    if (!run || run.state === "stopped") return;
    const graph = Object.hasOwn(graphs, run.graph) ? graphs[run.graph] : undefined;
    if (!graph) {
      await settleRun(ctx, run, { state: "failed", error: `This version has no graph ${run.graph}` });
      return;
    }
    const { end, ...watched } = advance.watch(run);
    // Where nobody had the run since this execution left it, which its epoch says, its checkpoints are known, and its steps written.
    const last = before?.run.epoch === run.epoch - 1 ? before : undefined;
    const checkpoints = openCheckpoints(ctx, run, watched.abort, last);
    const taken = { run, checkpoints, isNext: last !== undefined, ...watched, end };
    if ((await executeOnce(advance, graph, taken)) !== "woken") return;
    before = { run, checkpoints };
  }
}

type Before = { run: TakenRun; checkpoints: RunCheckpoints };

function openCheckpoints(ctx: Context, run: TakenRun, abort: AbortController, before: Before | undefined) {
  const writer = {
    fence: { runId: run.id, epoch: run.epoch },
    hasFailed: () => abort.signal.aborted,
    onFailure: (error: unknown) => abort.abort(error),
  };
  return new RunCheckpoints(ctx, writer, before?.checkpoints);
}

type Taken = Pick<Execution, "run" | "checkpoints"> & ReturnType<Advance["watch"]> & { isNext: boolean };

async function executeOnce(advance: Advance, graph: AgentGraph, { end, isNext, ...taken }: Taken) {
  const { ctx, lane, tracing } = advance;
  let { run } = taken;
  try {
    if (run.epoch > 1 && !isNext) await endLeftSteps(ctx, run.id);
    for (;;) {
      const at = await executeGraph({ ctx, graph, lane, tracing, ...taken, run });
      if (at.kind === "ended") {
        tellEnd(advance, run, "completed");
        return await settleRun(ctx, run, { state: "completed", result: at.values });
      }
      const next = (await advanceParts(advance, at.parts)) ? await goOnWith(ctx, run) : undefined;
      if (!next) return await settlePause(ctx, run, at);
      run = next;
    }
  } catch (error) {
    const { aborted, reason } = taken.abort.signal;
    if (aborted && (reason instanceof RunTakenAway || isOvertaken(reason))) return "overtaken";
    return await settleFailure(advance, run, aborted ? reason : error);
  } finally {
    end();
    taken.onChange();
  }
}

function settlePause(ctx: Context, run: TakenRun, { questions, rests, problem }: GraphPauses) {
  const lookAtMs = rests.length === 0 ? undefined : Math.min(...rests.map(({ untilMs }) => untilMs));
  return settleRun(ctx, run, { state: "waiting", error: problem }, { questions, lookAtMs });
}

/**
 * Brings parts on that only this run's own job advances, while it has the worker anyway: their end wakes the run, which goes on with it. One that
 * waits for a person or a time is woken by a job of its own, and another worker may have it then. Answers whether there was any.
 */
async function advanceParts(advance: Advance, parts: GraphPauses["parts"]): Promise<boolean> {
  const ids = parts.map(({ runId }) => runId);
  const adopted = await listAdoptedParts(advance.ctx, ids);
  await Promise.all(adopted.map((runId) => advanceRun({ ...advance, runId, jobId: undefined })));
  return adopted.length > 0;
}

function tellEnd({ ctx, tracing }: Advance, run: TakenRun, state: "completed" | "failed"): void {
  tracing?.tellEnd({ ...run, projectId: ctx.projectId }, state, ctx.now());
}

async function settleFailure(advance: Advance, run: TakenRun, error: unknown) {
  const { ctx, attempt } = advance;
  // Of a part, too: what it is a part of goes back with it.
  if (isGraphDrained(error) || error instanceof JobReturned) {
    await settleRun(ctx, run, { state: "queued" });
    throw new JobReturned("The server is stopping");
  }
  if (error instanceof DecisionRefused) {
    await reopenDecisions(ctx, run.id, error.interruptIds, error.message);
    return settleRun(ctx, run, { state: "waiting" });
  }
  // The job comes again after a pause, and goes on from the last checkpoint.
  if (isPassing(error) && attempt <= agentRunAdvance.retries) throw error;
  tellEnd(advance, run, "failed");
  ctx.log.warn("A run failed", { runId: run.id, projectId: ctx.projectId, error: tellError(error) });
  return settleRun(ctx, run, { state: "failed", error: explain(error).slice(0, 2_000) });
}

function isPassing(error: unknown): boolean {
  return error instanceof RapportError ? error.retryable : isStoreAway(error);
}

/** Why an execution is ended from outside. */
export class RunTakenAway extends Error {
  override readonly name = "RunTakenAway";
}

/** The fence refused a checkpoint. */
function isOvertaken(error: unknown): boolean {
  return error instanceof RapportError && error.code === "conflict" && "isOvertaken" in error.members;
}

function explain(error: unknown): string {
  if (error instanceof GraphRecursionError) return `The run did not end within ${RUN_LIMITS.steps} steps`;
  return error instanceof Error ? error.message : String(error);
}
