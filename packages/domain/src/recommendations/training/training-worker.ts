import { parentPort, workerData } from "node:worker_threads";
import { groupByUser } from "@rapport/engine/collaborative/interactions";
import { writeTrainedModel } from "@rapport/engine/collaborative/trained-model";
import { countJudges } from "@rapport/engine/training/hold-out";
import { measureTraining } from "@rapport/engine/training/measure-training";
import { trainRecommender } from "@rapport/engine/training/train-recommender";
import type { TrainingMessage, TrainingRequest } from "./training-messages.ts";

/** Users who must be able to judge: with fewer, chance decides which weights look best. */
const LEAST_JUDGES = 30;
/** Share of the time that measuring takes, as the progress shows it. */
const MEASURING = 0.6;

// as: only the training thread of this folder starts this file, with this data
const request = workerData as TrainingRequest;
const say = (message: TrainingMessage) => parentPort?.postMessage(message);

const interactions = groupByUser(request.table);
if (countJudges(request.table) < LEAST_JUDGES) {
  say({ kind: "too_little" });
} else {
  const found = request.measured
    ? { measured: request.measured, factors: undefined }
    : measureTraining(
        request.table,
        request.seed,
        (share, note) => say({ kind: "progress", share: share * MEASURING, note }),
        request.beside,
      );
  say({ kind: "measured", measured: found.measured });
  const input = { itemIds: request.itemIds, interactions, seed: request.seed };
  const model = trainRecommender(input, found.measured, found.factors, (share, note) =>
    say({ kind: "progress", share: MEASURING + (1 - MEASURING) * share, note }),
  );
  say({ kind: "trained", bytes: writeTrainedModel(model) });
}
