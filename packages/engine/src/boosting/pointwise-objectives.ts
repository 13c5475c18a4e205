import type { Objective } from "./objective.ts";
import type { TrainingSet } from "./training-set.ts";

/** Keeps the log-odds of an all-negative or all-positive set finite (LightGBM's bound). */
const RATE_MARGIN = 1e-15;

/** Losses that are sums over rows. */
export function createPointwise(
  { labels, weights }: TrainingSet,
  name: "logistic" | "squared" | "poisson",
  maxDeltaStep: number,
): Objective {
  const mean = weightedMean(labels, weights);
  const rate = Math.min(1 - RATE_MARGIN, Math.max(RATE_MARGIN, mean));
  switch (name) {
    case "logistic":
      return {
        baseScore: Math.log(rate / (1 - rate)),
        derive: (scores, gradients) => deriveLogistic(labels, weights, scores, gradients),
      };
    case "squared":
      return {
        baseScore: mean,
        derive: (scores, gradients) => deriveSquared(labels, weights, scores, gradients),
      };
    case "poisson":
      return {
        baseScore: Math.log(Math.max(mean, RATE_MARGIN)),
        derive: (scores, gradients) => derivePoisson(labels, weights, scores, gradients, Math.exp(maxDeltaStep)),
      };
  }
}

type Weights = Float64Array | undefined;

function deriveLogistic(labels: Float64Array, weights: Weights, scores: Float64Array, gradients: Float32Array): void {
  for (let row = 0; row < labels.length; row += 1) {
    const probability = 1 / (1 + Math.exp(-(scores[row] ?? 0)));
    const weight = weights === undefined ? 1 : (weights[row] ?? 0);
    gradients[2 * row] = (probability - (labels[row] ?? 0)) * weight;
    gradients[2 * row + 1] = probability * (1 - probability) * weight;
  }
}

function deriveSquared(labels: Float64Array, weights: Weights, scores: Float64Array, gradients: Float32Array): void {
  for (let row = 0; row < labels.length; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] ?? 0);
    gradients[2 * row] = ((scores[row] ?? 0) - (labels[row] ?? 0)) * weight;
    gradients[2 * row + 1] = weight;
  }
}

/** The hessian is taken e^0.7 times too large by default: steps of a log-mean that are too long explode. */
function derivePoisson(
  labels: Float64Array,
  weights: Weights,
  scores: Float64Array,
  gradients: Float32Array,
  safety: number,
): void {
  for (let row = 0; row < labels.length; row += 1) {
    const mean = Math.exp(scores[row] ?? 0);
    const weight = weights === undefined ? 1 : (weights[row] ?? 0);
    gradients[2 * row] = (mean - (labels[row] ?? 0)) * weight;
    gradients[2 * row + 1] = mean * safety * weight;
  }
}

function weightedMean(labels: Float64Array, weights: Weights): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    sum += (labels[row] ?? 0) * weight;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}
