import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob, JobRefused } from "../jobs/job-handler.ts";
import { parseRunInput, startRun } from "./start-run.ts";

/** What a trigger adds: which crossing of which trigger it was. */
const crossingSchema = z.object({ crossingId: z.string(), trigger: z.object({ id: z.string() }) });

/** Starts a run of a graph: what a trigger names that is to set an agent to work. */
const agentRunStart = defineJob({
  name: "agent-run-start",
  input: z.object({
    graph: z.string().min(1).max(64),
    input: z.record(z.string(), z.unknown()).default({}),
    crossing: crossingSchema.optional(),
  }),
  takesCrossing: true,
  check: (services, { graph, input }) => {
    parseRunInput(services, { graph, input });
  },
});

export const handleAgentRunStart = handleJob(agentRunStart, async (ctx, job) => {
  const { graph, input, crossing } = job.input;
  // However often the job is tried, one crossing is one run.
  const key = crossing ? `trigger ${crossing.trigger.id} ${crossing.crossingId}` : `job ${job.id}`;
  try {
    const run = await startRun(ctx, { graph, input, key });
    return { runId: run.id };
  } catch (error) {
    if (error instanceof RapportError && error.code === "invalid_body") throw new JobRefused(error.message);
    throw error;
  }
});
