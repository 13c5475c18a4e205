import { trainIntentsSchema } from "@rapport/contracts/intents";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { trainIntents } from "./train-intents.ts";

/** Trains the intent models of a project: every night, and when somebody asks. */
export const intentsTrain = defineJob({
  name: "intents-train",
  input: trainIntentsSchema,
  cron: "43 3 * * *",
  retries: 1,
});

export const handleIntentsTrain = handleJob(intentsTrain, (ctx, job) =>
  trainIntents(ctx, job.input, (progress) => {
    job.signal.throwIfAborted();
    job.report(progress);
  }),
);
