import { discountedGain } from "./lambda-rank.ts";
import type { BoostingOptions } from "./options.ts";
import type { TrainingSet } from "./training-set.ts";

/** nDCG looks at so many ranks. */
const RANKS = 10;

/**
 * Mean loss that early stopping watches, smaller is better: log-loss, squared error, negative Poisson log-likelihood without
 * its constant, pinball loss, or 1 − nDCG@10. O(rows).
 */
export function meanLoss(set: TrainingSet, scores: Float64Array, options: BoostingOptions): number {
  if (options.objective === "lambdarank") return 1 - meanNdcg(set, scores);
  const lossOf = LOSSES[options.objective];
  let sum = 0;
  let total = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const weight = set.weights?.[row] ?? 1;
    sum += weight * lossOf(set.labels[row] ?? 0, scores[row] ?? 0, options.quantile);
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

const LOSSES = {
  // log(1 + e^-m) without overflow on either side
  logistic: (label: number, score: number) => {
    const margin = label > 0 ? score : -score;
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  },
  squared: (label: number, score: number) => (label - score) ** 2,
  poisson: (label: number, score: number) => Math.exp(score) - label * score,
  quantile: (label: number, score: number, quantile: number) =>
    label >= score ? quantile * (label - score) : (1 - quantile) * (score - label),
};

/** A query without any relevant row counts as 1, as LightGBM has it. */
function meanNdcg({ labels, groups = new Int32Array() }: TrainingSet, scores: Float64Array): number {
  let start = 0;
  let sum = 0;
  for (const size of groups) {
    const rows = Array.from({ length: size }, (_, index) => start + index);
    const grades = rows.map((row) => labels[row] ?? 0);
    const ideal = discountedGain(
      grades.toSorted((left, right) => right - left),
      RANKS,
    );
    rows.sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
    const ranked = rows.map((row) => labels[row] ?? 0);
    sum += ideal > 0 ? discountedGain(ranked, RANKS) / ideal : 1;
    start += size;
  }
  return groups.length > 0 ? sum / groups.length : 0;
}
