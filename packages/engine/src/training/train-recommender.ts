import { loadModel } from "../boosting/save-model.ts";
import type { Interactions } from "../collaborative/interactions.ts";
import type { Factors } from "../collaborative/item-factors.ts";
import { alignFactors } from "../collaborative/item-factors.ts";
import { indexSessions } from "../collaborative/session-neighbours.ts";
import { trainEase } from "../collaborative/train-ease.ts";
import { trainIals } from "../collaborative/train-ials.ts";
import type { TrainedModel } from "../collaborative/trained-model.ts";
import { createRandom } from "../random.ts";
import type { Measured, OnTrainingProgress } from "./measure-training.ts";

/** Sweeps that factors need which begin from those of nearly the same data. */
const WARM_SWEEPS = 3;

/**
 * The final fit: everything that was observed, with the settings that the held-out part has chosen.
 * @param factors what the measuring left; without it, factors are fitted from random vectors
 */
export function trainRecommender(
  input: { itemIds: readonly string[]; interactions: Interactions; seed: number },
  measured: Measured,
  factors: Factors | undefined,
  onProgress: OnTrainingProgress,
): TrainedModel {
  const { itemIds, interactions, seed } = input;
  const ease = trainEase(interactions, measured.ease, (share) => onProgress(share * 0.6, "Fitting item weights"));
  const options = factors ? { ...measured.ials, sweeps: WARM_SWEEPS } : measured.ials;
  const fitted = trainIals(interactions, options, factors ?? createRandom(seed), (share) =>
    onProgress(0.6 + share * 0.38, "Fitting factors"),
  );
  onProgress(0.98, "Indexing sessions");
  const sessions = indexSessions(interactions, measured.settings.sessions);
  const { reranker: kept } = measured;
  const reranker = kept && { model: loadModel(Uint8Array.from(kept.trees)), scale: kept.scale };
  return { itemIds, ease, factors: alignFactors(fitted), sessions, settings: measured.settings, reranker };
}
