import type { RunControl, StateSnapshot } from "@langchain/langgraph";
import { Command } from "@langchain/langgraph";
import { RUN_LIMITS } from "@rapport/contracts/agents";
import type { AskedQuestion, TakenRun } from "@rapport/domain/agents/run-execution";
import { listDecisions, listEndedParts, recordSteps } from "@rapport/domain/agents/run-execution";
import type { Context } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { tellError } from "@rapport/domain/logger";
import type { AgentGraph, CompiledAgentGraph } from "../graphs/agent-graph.ts";
import type { RunTracing } from "../tracing/run-tracing.ts";
import { DecisionMisfit } from "./decision-misfit.ts";
import { pauseSchema } from "./pause.ts";
import { recordModels } from "./record-models.ts";
import { RetryCounter, recordTask } from "./record-tasks.ts";
import type { RunCheckpoints } from "./run-checkpoints.ts";
import { StepRecorder } from "./step-recorder.ts";
import { StoreSaver } from "./store-saver.ts";

export type Execution = {
  ctx: Context;
  graph: AgentGraph;
  run: TakenRun;
  checkpoints: RunCheckpoints;
  lane?: ReplayLane | undefined;
  control: RunControl;
  /** Ends the execution: the run is no longer its own, or a checkpoint could not be written, which is the reason then. */
  abort: AbortController;
  /** Something of the run can be seen that could not be seen before. */
  onChange: () => void;
  tracing?: RunTracing | undefined;
};

/** What a graph waits for: people, runs that are parts of it, times. */
export type GraphPauses = {
  kind: "pauses";
  questions: AskedQuestion[];
  parts: { interruptId: string; runId: string }[];
  rests: { interruptId: string; untilMs: number }[];
  /** Why it cannot go on by itself: a part has failed. */
  problem: string | null;
};

/** Where a graph has come to. */
export type GraphState = { kind: "ended"; values: unknown } | GraphPauses;

/** Thrown with the pauses that were answered, when the graph did not take the answers. */
export class DecisionRefused extends Error {
  override readonly name = "DecisionRefused";
  readonly interruptIds: readonly string[];

  constructor(interruptIds: readonly string[], cause: Error) {
    super(cause.message, { cause });
    this.interruptIds = interruptIds;
  }
}

/** Runs a graph from where its checkpoints say it is: to its end, or until it waits for people. */
export async function executeGraph(execution: Execution): Promise<GraphState> {
  const { ctx, graph, run, checkpoints, lane, control, abort, onChange, tracing } = execution;
  const { signal } = abort;
  const recorder = new StepRecorder(async (steps) => {
    tracing?.tellSteps({ ...run, projectId: ctx.projectId }, steps);
    await recordSteps(ctx, run.id, steps);
    onChange();
  });
  const models = recordModels(ctx, recorder, signal);
  const agentCtx: Context = { ...ctx, models, actor: { kind: "agent", runId: run.id } };
  const compiled = graph
    .build({ ctx: agentCtx, runId: run.id, lane, signal })
    .compile({ checkpointer: new StoreSaver(ctx, checkpoints) });
  const config = { configurable: { thread_id: run.id } };
  let failure: string | undefined;
  try {
    const start = await findStart(execution, await compiled.getState(config));
    if ("kind" in start) return start;
    const options = {
      ...config,
      streamMode: ["tasks"],
      subgraphs: true,
      durability: graph.durability,
      recursionLimit: RUN_LIMITS.steps,
      callbacks: [new RetryCounter(recorder), ...(tracing?.callbacks ?? [])],
      control,
      signal,
    };
    await follow(compiled, start, options, (event) => recordTask(recorder, event, ctx.now()));
    return readState(await compiled.getState(config));
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    // The stream tells of a failed node as of one that is done; the error names it.
    const taskId: unknown = Reflect.get(Object(error), "pregelTaskId");
    if (typeof taskId === "string") recorder.end(taskId, ctx.now(), { state: "failed", error: failure });
    throw error;
  } finally {
    await recorder.close(ctx.now(), failure).catch((error: unknown) => {
      ctx.log.warn("Steps of a run could not be written", { runId: run.id, error: tellError(error) });
    });
  }
}

type Start = { input: unknown; decided: readonly string[] };

/** What the graph is to be called with; or where it is, when nothing can be done. */
async function findStart({ ctx, run }: Execution, state: StateSnapshot): Promise<Start | GraphState> {
  const hasBegun = state.config.configurable?.checkpoint_id !== undefined;
  if (!hasBegun) return { input: run.input, decided: [] };
  const at = readState(state);
  if (at.kind === "ended") return at;
  // Between two steps: what was begun goes on.
  if (at.questions.length + at.parts.length + at.rests.length === 0) return { input: null, decided: [] };
  const asked = at.questions.map(({ interruptId }) => interruptId);
  const decisions = asked.length === 0 ? [] : await listDecisions(ctx, run.id, asked);
  const { answers, problem } = await answerParts(ctx, at);
  const rested = at.rests.filter(({ untilMs }) => untilMs <= ctx.now());
  const resume = Object.fromEntries([
    ...decisions.map(({ interruptId, decision }) => [interruptId, decision] as const),
    ...answers,
    ...rested.map(({ interruptId, untilMs }) => [interruptId, { untilMs }] as const),
  ]);
  if (Object.keys(resume).length === 0) return { ...at, problem };
  return { input: new Command({ resume }), decided: decisions.map(({ interruptId }) => interruptId) };
}

/** Of parts that have ended, their results. One that failed is no answer: it can be resumed. */
async function answerParts(ctx: Context, { parts }: GraphPauses) {
  const ended = await listEndedParts(
    ctx,
    parts.map(({ runId }) => runId),
  );
  const failed = ended.find(({ state }) => state === "failed");
  const problem = failed ? `The part ${failed.graph} (${failed.id}) failed: ${failed.error}`.slice(0, 2_000) : null;
  const answers = parts.flatMap(({ interruptId, runId }) => {
    const part = ended.find(({ id, state }) => id === runId && state !== "failed");
    return part ? [[interruptId, { state: part.state, result: part.result }] as const] : [];
  });
  return { answers, problem };
}

async function follow(
  compiled: CompiledAgentGraph,
  { input, decided }: Start,
  options: object,
  onEvent: (event: unknown) => void,
): Promise<void> {
  try {
    for await (const event of await compiled.stream(input, options)) onEvent(event);
  } catch (error) {
    if (error instanceof DecisionMisfit) throw new DecisionRefused(decided, error);
    throw error;
  }
}

function readState(state: StateSnapshot): GraphState {
  // By its tasks: `next` leaves out those that have written, and a process may end before the checkpoint behind them stands.
  if (state.tasks.length === 0) return { kind: "ended", values: state.values };
  const checkpointId = String(state.config.configurable?.checkpoint_id);
  const pauses: GraphPauses = { kind: "pauses", questions: [], parts: [], rests: [], problem: null };
  for (const { id: interruptId, value } of state.tasks.flatMap(({ interrupts }) => interrupts)) {
    if (interruptId === undefined) throw new Error("A pause has no id");
    const asked = pauseSchema.parse(value);
    if (!("pause" in asked)) pauses.questions.push({ interruptId, checkpointId, request: asked });
    else if (asked.pause === "part") pauses.parts.push({ interruptId, runId: asked.runId });
    else pauses.rests.push({ interruptId, untilMs: asked.untilMs });
  }
  return pauses;
}
