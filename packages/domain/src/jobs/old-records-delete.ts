import { JOB_LIMITS } from "@rapport/contracts/jobs";
import { REJECTED_LIMITS } from "@rapport/contracts/rejected";
import { TRIGGER_LIMITS } from "@rapport/contracts/triggers";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { deleteEndedJobs } from "@rapport/store/queries/jobs";
import { deleteOldCrossings } from "@rapport/store/queries/trigger-crossings";
import { deleteOldDeliveries } from "@rapport/store/queries/webhooks";
import { z } from "zod";
import { defineJob } from "./define-job.ts";
import { handleJob } from "./job-handler.ts";

const DAY_MS = 86_400_000;

/** Deletes what is kept for some days only: decisions, samples of rejected messages, ended jobs. */
export const oldRecordsDelete = defineJob({
  name: "old-records-delete",
  input: z.object({}),
  cron: "17 * * * *",
  quiet: true,
});

export const handleOldRecordsDelete = handleJob(oldRecordsDelete, async (ctx) => {
  const { store, projectId } = ctx;
  const nowMs = ctx.now();
  await ctx.decisions.deleteOld(projectId, nowMs);
  await ctx.intake.deleteOld(projectId, nowMs - REJECTED_LIMITS.keptDays * DAY_MS);
  await deleteOldDeliveries(store.db, projectId, new Date(nowMs - WEBHOOK_LIMITS.keptDays * DAY_MS));
  await deleteOldCrossings(store.db, projectId, new Date(nowMs - TRIGGER_LIMITS.keptDays * DAY_MS));
  await deleteEndedJobs(store.db, projectId, new Date(nowMs - JOB_LIMITS.keptDays * DAY_MS));
});
