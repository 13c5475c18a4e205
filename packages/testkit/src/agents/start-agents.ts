import { setTimeout as sleep } from "node:timers/promises";
import type { AgentGraph } from "@rapport/agents/graphs/agent-graph";
import { GRAPHS } from "@rapport/agents/graphs/graphs";
import { AgentRuntime } from "@rapport/agents/runtime/agent-runtime";
import type { AgentRunDetail, RunState } from "@rapport/contracts/agents";
import type { Approval } from "@rapport/contracts/approvals";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { handlePlatformActionsSend } from "@rapport/domain/campaigns/send-actions";
import type { Context, Services } from "@rapport/domain/context";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { SegmentKeeper } from "@rapport/domain/segments/segment-keeper";

const LOOK_MS = 20;

type StartOptions = {
  graphs?: Readonly<Record<string, AgentGraph>>;
  isAlone?: boolean;
  /** An execution of a run has ended, or something of it can be seen. */
  onChange?: (projectId: string, runId: string) => void;
};

/**
 * Starts what agents need to work in a process: a worker of their jobs and of the outbox, and who counts segments. Their clock runs, whatever the
 * services' does: on a busy machine a graph may rest for a moment, which would never be over where time stands.
 */
export async function startAgents(
  { ...services }: Services,
  { graphs = GRAPHS, isAlone = false, onChange }: StartOptions = {},
): Promise<{ end: () => Promise<void> }> {
  services.now = Date.now;
  const runtime = new AgentRuntime({ services, graphs, ...(onChange && { onChange }) });
  const runner = new JobRunner({ services, handlers: [runtime.handler, handlePlatformActionsSend], isAlone });
  const keeper = new SegmentKeeper({ services, append: async () => undefined });
  runtime.start();
  keeper.start();
  await runner.start();
  return {
    async end() {
      runtime.drain();
      await runner.stop(4_000);
      runtime.stop();
      await keeper.stop();
    },
  };
}

/** Waits until a run is in one of these states. @throws when it fails instead, or time is up */
export async function untilRun(
  ctx: Context,
  id: string,
  states: readonly RunState[],
  timeoutMs = 150_000,
): Promise<AgentRunDetail> {
  for (const until = performance.now() + timeoutMs; ; await sleep(LOOK_MS)) {
    const run = await getRunDetail(ctx, id);
    if (states.includes(run.state)) return run;
    const failed = [run, ...run.parts].find(({ state }) => state === "failed");
    if (failed) throw new Error(`${failed.graph} failed: ${failed.error}`);
    if (performance.now() > until) throw new Error(`${run.graph} is ${run.state} after ${timeoutMs} ms`);
  }
}

/** Waits until something is asked of people. */
export async function untilAsked(ctx: Context, timeoutMs = 150_000): Promise<Approval> {
  for (const until = performance.now() + timeoutMs; ; await sleep(LOOK_MS)) {
    const [asked] = (await listApprovals(ctx, { limit: 1, state: "pending" })).data;
    if (asked) return asked;
    if (performance.now() > until) throw new Error(`Nothing was asked within ${timeoutMs} ms`);
  }
}
