import type { Job } from "@rapport/contracts/jobs";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { getJob } from "../jobs/get-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { nameActor } from "../name-actor.ts";
import { scoreLeads } from "./score-leads.ts";

/** Keeps the scores of leads: every ten minutes those of people who did something, once a day everybody's. */
const leadsScore = defineJob({
  name: "leads-score",
  input: z.object({ everybody: z.boolean().default(false) }),
  cron: "7-59/10 * * * *",
  quiet: true,
});

/** The same for everybody, when somebody asks: it is shown among the jobs. */
const leadsRecompute = defineJob({ name: "leads-recompute", input: z.object({}), retries: 1 });

export const handleLeadsScore = handleJob(leadsScore, (ctx, job) => {
  return scoreLeads(ctx, { everybody: job.input.everybody, job });
});
export const handleLeadsRecompute = handleJob(leadsRecompute, (ctx, job) => scoreLeads(ctx, { everybody: true, job }));

/** Asks for everybody's scores; while such a run waits or runs, the answer is that one. The project looks for leads from then on. */
export async function recomputeLeads(ctx: Context): Promise<Job> {
  await beginLeads(ctx.store.db, ctx.projectId);
  const { jobId } = await ctx.jobs.enqueue(leadsRecompute, {
    projectId: ctx.projectId,
    input: {},
    key: "all",
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
  return getJob(ctx, jobId);
}
