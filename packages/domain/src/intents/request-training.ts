import type { TrainIntents } from "@rapport/contracts/intents";
import type { Job } from "@rapport/contracts/jobs";
import type { Context } from "../context.ts";
import { getJob } from "../jobs/get-job.ts";
import { nameActor } from "../name-actor.ts";
import { intentsTrain } from "./intents-train.ts";

/** Asks for a training run; while one waits or runs, the answer is that one. */
export async function requestTraining(ctx: Context, input: TrainIntents): Promise<Job> {
  const { jobId } = await ctx.jobs.enqueue(intentsTrain, {
    projectId: ctx.projectId,
    input,
    key: input.only === undefined ? "all" : `only ${[...input.only].sort().join(" ")}`.slice(0, 255),
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
  return getJob(ctx, jobId);
}
