import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defineJob } from "../src/jobs/define-job.ts";
import type { JobHandler } from "../src/jobs/job-handler.ts";
import { handleJob } from "../src/jobs/job-handler.ts";

/** A job that counts to a number, and keeps where it is after each step. */
export const countingJob = defineJob({
  name: "numbers-count",
  input: z.object({ to: z.number().int() }),
  concurrency: 2,
  retryDelaySeconds: 1,
  retries: 2,
  timeoutMs: 20_000,
});

/** @param onStep hears of every number once it is kept */
export function countSlowly(onStep: (at: number) => void, stepMs = 10): JobHandler {
  return handleJob(countingJob, async (_ctx, job) => {
    let at = z.number().catch(0).parse(job.checkpoint);
    while (at < job.input.to && !job.signal.aborted) {
      await sleep(stepMs);
      at++;
      await job.saveCheckpoint(at);
      job.report({ done: at, total: job.input.to, note: `at ${at}` });
      onStep(at);
    }
    return { counted: at };
  });
}
