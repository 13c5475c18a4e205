import { RapportError } from "@rapport/contracts/errors";
import type { Job } from "@rapport/contracts/jobs";
import type { Context } from "../context.ts";
import { getJob, requireJob } from "./get-job.ts";

/**
 * Ends a job that has not ended; what it did so far stays.
 * @throws RapportError not_found; conflict when it has ended
 */
export async function cancelJob(ctx: Context, id: string): Promise<Job> {
  const job = await requireJob(ctx, id);
  if (await ctx.jobs.cancel(job)) return getJob(ctx, id);
  throw new RapportError("conflict", "The job has ended; only one that waits or runs can be cancelled");
}
