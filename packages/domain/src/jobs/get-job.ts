import { RapportError } from "@rapport/contracts/errors";
import type { Job } from "@rapport/contracts/jobs";
import type { JobRow } from "@rapport/store/queries/jobs";
import { getJobRow } from "@rapport/store/queries/jobs";
import type { Context } from "../context.ts";
import { toJob } from "./to-job.ts";

/** One job of the project. @throws RapportError not_found */
export async function getJob(ctx: Context, id: string): Promise<Job> {
  return toJob(await requireJob(ctx, id));
}

/** @throws RapportError not_found */
export async function requireJob(ctx: Context, id: string): Promise<JobRow> {
  await ctx.jobs.open();
  const row = await getJobRow(ctx.store.db, { projectId: ctx.projectId, id });
  if (row) return row;
  throw new RapportError(
    "not_found",
    `There is no job “${id}” in this project; GET /api/v1/jobs lists those that are kept`,
  );
}
