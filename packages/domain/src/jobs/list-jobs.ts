import type { Job, JobState } from "@rapport/contracts/jobs";
import { listJobRows } from "@rapport/store/queries/jobs";
import type { Context } from "../context.ts";
import { toJob } from "./to-job.ts";

export type ListJobsInput = {
  limit: number;
  cursor?: string | undefined;
  name?: string | undefined;
  state?: JobState | undefined;
};

/** Jobs of the project, the newest first. */
export async function listJobs(
  ctx: Context,
  input: ListJobsInput,
): Promise<{ data: Job[]; nextCursor: string | null }> {
  const { limit, cursor, name, state } = input;
  await ctx.jobs.open();
  const rows = await listJobRows(ctx.store.db, { projectId: ctx.projectId, limit, beforeId: cursor, name, state });
  const last = rows.at(-1);
  return { data: rows.map(toJob), nextCursor: last && rows.length === limit ? last.id : null };
}
