import type { Measured } from "@rapport/engine/training/measure-training";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { defineJob } from "../../jobs/define-job.ts";
import type { RunningJob } from "../../jobs/job-handler.ts";
import { handleJob } from "../../jobs/job-handler.ts";
import { keepTrainedModel } from "./keep-trained-model.ts";
import { readTrainingData } from "./read-training-data.ts";
import { runTraining } from "./run-training.ts";

/** Trains a project's recommender anew: every night, and whenever somebody asks. */
export const recommenderTrain = defineJob({
  name: "recommender-train",
  input: z.object({}),
  cron: "37 3 * * *",
  retries: 2,
  timeoutMs: 60 * 60_000,
});

/** What a job answers. */
export type TrainingResult =
  | { outcome: "too_little_data"; interactions: number }
  | { outcome: "trained"; modelId: string; version: number; activated: boolean };

/** A measured part is kept, so that an attempt which was cut off goes on with the final fit. */
const checkpointSchema = z.object({
  // as: written below by this code; a build whose measurements differ changes the version and measures anew
  measured: z.custom<Measured>((value) => typeof value === "object" && value !== null),
  version: z.literal(3),
});

/** Progress in percent: reading takes the first part. */
const READING = 15;

export const handleRecommenderTrain = handleJob(recommenderTrain, trainInBackground);

async function trainInBackground(ctx: Context, job: RunningJob<object>): Promise<TrainingResult> {
  job.report({ done: 0, total: 100, note: "Reading what people did" });
  const data = await readTrainingData(ctx, job.signal, (count) =>
    job.report({ done: READING * Math.min(1, count / 5_000_000), note: `Reading what people did: ${count}` }),
  );
  const earlier = checkpointSchema.safeParse(job.checkpoint);
  let measured = earlier.data?.measured;
  let saving = Promise.resolve();
  const request = { ...data, seed: 1, measured };
  const bytes = await runTraining(request, job.signal, {
    onProgress: (share, note) => job.report({ done: READING + (99 - READING) * share, total: 100, note }),
    onMeasured: (found) => {
      measured = found;
      saving = job.saveCheckpoint({ measured: found, version: 3 });
    },
  });
  await saving;
  if (bytes === undefined || measured === undefined) {
    return { outcome: "too_little_data", interactions: data.table.userOf.length };
  }
  const { model, activated } = await keepTrainedModel(ctx, { jobId: job.id, bytes, measured, data });
  job.report({
    done: 100,
    total: 100,
    note: activated ? "Trained and put to work" : "Trained; not better, so not put to work",
  });
  return { outcome: "trained", modelId: model.id, version: model.version, activated };
}
