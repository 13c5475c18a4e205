import { z } from "zod";
import { expireApprovals } from "../approvals/expire-approvals.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { tendRuns } from "./tend-runs.ts";

/** Looks after runs that nobody else looks after: proposals that waited too long, runs whose workers ended. */
const agentsTend = defineJob({ name: "agents-tend", input: z.object({}), cron: "*/10 * * * *", quiet: true });

export const handleAgentsTend = handleJob(agentsTend, async (ctx) => {
  const expired = await expireApprovals(ctx);
  const { restarted, failed } = await tendRuns(ctx);
  if (expired + restarted + failed > 0)
    ctx.log.warn("Agents were tended", { projectId: ctx.projectId, expired, restarted, failed });
});
