import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";

/**
 * Brings a run as far as it goes: to its end, or to a question for a person. It reads all that it needs from the store, so that
 * any worker can do it again; what runs the graphs is in `agents`.
 */
export const agentRunAdvance = defineJob({
  name: "agent-run-advance",
  input: z.object({ runId: z.string() }),
  // They wait for models and platforms most of the time.
  concurrency: 8,
  retries: 4,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
  timeoutMs: 30 * 60_000,
  quiet: true,
});
