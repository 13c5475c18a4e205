import type { TrainingAnswer } from "@rapport/contracts/models";
import type { Context } from "../../context.ts";
import { nameActor } from "../../name-actor.ts";
import { recommenderTrain } from "./recommender-train.ts";

/** Asks for a training run; one at a time for a project, so a second request gets the job of the first. */
export function requestTraining(ctx: Context): Promise<TrainingAnswer> {
  const { projectId } = ctx;
  return ctx.jobs.enqueue(recommenderTrain, {
    projectId,
    input: {},
    key: "train",
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
}
