import { AgentRuntime } from "@rapport/agents/runtime/agent-runtime";
import type { TracingSetting } from "@rapport/agents/tracing/run-tracing";
import { RunTracing } from "@rapport/agents/tracing/run-tracing";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import type { Closing } from "./close-all.ts";
import { JOB_HANDLERS } from "./job-handlers.ts";

/** Longest that jobs under way may go on once the server stops; what is not done by then goes on in the next process. */
const DRAIN_MS = 4_000;

type JobsSetting = { isAlone: boolean; lane: ReplayLane; tracing: TracingSetting | undefined };

/** Begins to run jobs; answers what ends it, to be closed while the store is open. */
export async function startJobs(
  services: Services,
  { isAlone, lane, tracing: traces }: JobsSetting,
): Promise<Closing[]> {
  const tracing = traces && new RunTracing(traces, services.log);
  const agents = new AgentRuntime({ services, lane, tracing });
  const runner = new JobRunner({ services, handlers: [...JOB_HANDLERS, agents.handler], isAlone });
  agents.start();
  await runner.start();
  return [
    { what: "agents", close: async () => agents.drain() },
    { what: "jobs under way", close: () => runner.stop(DRAIN_MS) },
    { what: "watch over agents", close: async () => agents.stop() },
    { what: "traces of agents", close: async () => tracing?.flush() },
    { what: "job queue", close: () => services.jobs.close() },
  ];
}
