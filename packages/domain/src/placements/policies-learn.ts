import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { learnPolicies } from "./learn-policies.ts";

const policiesLearn = defineJob({
  name: "policies-learn",
  input: z.strictObject({}),
  // The shortest time for success is a minute, so more often would find nothing new.
  cron: "* * * * *",
  quiet: true,
});

/** Each minute: the policies of a project's placements learn from what became of their decisions. */
export const handlePoliciesLearn = handleJob(policiesLearn, async (ctx) => ({
  learned: await learnPolicies(ctx, ctx.projectId),
}));
