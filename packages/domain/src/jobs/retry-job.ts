import { RapportError } from "@rapport/contracts/errors";
import type { Job } from "@rapport/contracts/jobs";
import type { Context } from "../context.ts";
import { getJob, requireJob } from "./get-job.ts";

/**
 * Starts a failed or cancelled job again, from its last checkpoint.
 * @throws RapportError not_found; conflict when it is under way, completed, or of a kind that there is no more
 */
export async function retryJob(ctx: Context, id: string): Promise<Job> {
  const job = await requireJob(ctx, id);
  const definition = ctx.jobs.definitionOf(job.name);
  if (!definition) throw new RapportError("conflict", `This server knows no jobs of the kind “${job.name}”`);
  if (await ctx.jobs.retry(definition, job)) return getJob(ctx, id);
  throw new RapportError("conflict", "Only a failed or cancelled job can be started again");
}
