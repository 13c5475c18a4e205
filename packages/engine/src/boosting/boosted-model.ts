import type { Forest } from "./forest.ts";
import { findLeaf } from "./forest.ts";
import type { ObjectiveName } from "./options.ts";

/** A trained model: plain data, safe to share. */
export type BoostedModel = {
  objective: ObjectiveName;
  /** In the order in which rows have their values. */
  featureNames: readonly string[];
  /** Score before the first tree. */
  baseScore: number;
  forest: Forest;
};

/**
 * Score of one row: log-odds, log-mean, rank score or the label's unit, by objective. O(trees × depth).
 * @param values feature values, NaN when missing; `offset` is where the row starts
 */
export function predictScore(model: BoostedModel, values: Float64Array, offset = 0): number {
  const { forest } = model;
  let score = model.baseScore;
  for (let tree = 0; tree < forest.roots.length; tree += 1) {
    score += forest.leafValue[findLeaf(forest, forest.roots[tree] ?? 0, values, offset)] ?? 0;
  }
  return score;
}

/** Prediction in the label's unit: probability, mean or quantile; lambdarank has none and gives its score. */
export function predict(model: BoostedModel, values: Float64Array, offset = 0): number {
  return toPrediction(model.objective, predictScore(model, values, offset));
}

/** What a score says in the label's unit. */
function toPrediction(objective: ObjectiveName, score: number): number {
  if (objective === "logistic") return 1 / (1 + Math.exp(-score));
  return objective === "poisson" ? Math.exp(score) : score;
}
