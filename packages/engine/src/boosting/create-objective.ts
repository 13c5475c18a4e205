import { createLambdaRank } from "./lambda-rank.ts";
import type { Objective } from "./objective.ts";
import type { BoostingOptions } from "./options.ts";
import { createPointwise } from "./pointwise-objectives.ts";
import { findQuantile } from "./quantile.ts";
import type { TrainingSet } from "./training-set.ts";

/** The objective of a run. @param set checked */
export function createObjective(set: TrainingSet, options: BoostingOptions): Objective {
  switch (options.objective) {
    case "lambdarank":
      return createLambdaRank(set, options);
    case "quantile":
      return createQuantile(set, options.quantile);
    default:
      return createPointwise(set, options.objective, options.poissonMaxDeltaStep);
  }
}

/** Pinball loss; its second derivative is zero, so leaves are refitted with the quantile of their residuals. */
function createQuantile({ labels, weights }: TrainingSet, quantile: number): Objective {
  return {
    baseScore: findQuantile(labels, weights, quantile),
    derive: (scores, gradients) => {
      for (let row = 0; row < labels.length; row += 1) {
        const weight = weights?.[row] ?? 1;
        gradients[2 * row] = ((scores[row] ?? 0) >= (labels[row] ?? 0) ? 1 - quantile : -quantile) * weight;
        gradients[2 * row + 1] = weight;
      }
    },
    refitLeaf: (rows, scores) => {
      const residuals = Float64Array.from(rows, (row) => (labels[row] ?? 0) - (scores[row] ?? 0));
      return findQuantile(residuals, weights && Float64Array.from(rows, (row) => weights[row] ?? 0), quantile);
    },
  };
}
