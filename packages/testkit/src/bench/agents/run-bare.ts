import { Command, MemorySaver } from "@langchain/langgraph";
import type { CompiledAgentGraph } from "@rapport/agents/graphs/agent-graph";
import { GRAPHS } from "@rapport/agents/graphs/graphs";
import { pauseSchema } from "@rapport/agents/runtime/pause";
import { getRun } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import type { Context } from "@rapport/domain/context";
import { getRunRow } from "@rapport/store/queries/agent-runs";

/** A whole flow by its nodes alone. */
export async function runBareFlow(ctx: Context, input: unknown): Promise<unknown> {
  const { id } = await startRun(ctx, { graph: "coordinator", input });
  return runBare(ctx, "coordinator", id);
}

/**
 * The floor: the same nodes in the same order, called by the library alone. Its checkpoints stay in memory, parts are called where they are
 * waited for; no job, no lease, no step is written.
 */
async function runBare(ctx: Context, graph: string, runId: string): Promise<unknown> {
  const found = GRAPHS[graph];
  const row = await getRunRow(ctx.store.db, { projectId: ctx.projectId, id: runId });
  if (!found || !row) throw new Error(`There is no ${graph} ${runId}`);
  const agent: Context = { ...ctx, actor: { kind: "agent", runId } };
  const deps = { ctx: agent, runId, signal: new AbortController().signal };
  const compiled = found.build(deps).compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: runId } };
  for (let input: unknown = row.input; ; ) {
    await follow(compiled, input, { ...config, recursionLimit: 200 });
    const state = await compiled.getState(config);
    const [pause] = state.tasks.flatMap(({ interrupts }) => interrupts);
    if (!pause) return state.values;
    const wait = pauseSchema.parse(pause.value);
    if (!("pause" in wait) || wait.pause !== "part")
      throw new Error(`A bare ${graph} waits for ${JSON.stringify(wait)}`);
    const { graph: part } = await getRun(ctx, wait.runId);
    const result = await runBare(ctx, part, wait.runId);
    input = new Command({ resume: { [String(pause.id)]: { state: "completed", result } } });
  }
}

async function follow(compiled: CompiledAgentGraph, input: unknown, options: object): Promise<void> {
  for await (const _ of await compiled.stream(input, { ...options, streamMode: ["updates"] }));
}
