import type { Calibrator } from "./calibrator.ts";

const MAX_STEPS = 100;
const TOLERANCE = 1e-10;
/** Keeps the Hessian invertible when all scores are the same. */
const RIDGE = 1e-12;

/**
 * A sigmoid of the score with the largest likelihood, labels drawn in from 0 and 1 by Platt's prior (1999), by the damped
 * Newton method of Lin, Lin and Weng (Machine Learning 2007). O(n) a step.
 */
export function fitPlatt(scores: Float64Array, labels: Float64Array): Calibrator {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  const targets = labels.map((label) => (label > 0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));
  let slope = 0;
  let intercept = Math.log((positives + 1) / (negatives + 1));
  let loss = lossOf(scores, targets, slope, intercept);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [slopeStep, interceptStep, decrement] = newtonStep(scores, targets, slope, intercept);
    let size = 1;
    let next = lossOf(scores, targets, slope - slopeStep, intercept - interceptStep);
    while (next > loss - 1e-4 * size * decrement && size > TOLERANCE) {
      size /= 2;
      next = lossOf(scores, targets, slope - size * slopeStep, intercept - size * interceptStep);
    }
    if (next > loss) break;
    slope -= size * slopeStep;
    intercept -= size * interceptStep;
    if (loss - next < TOLERANCE) break;
    loss = next;
  }
  return { kind: "platt", slope, intercept };
}

/** Both steps, and by how much the loss falls along them, to first order. */
function newtonStep(scores: Float64Array, targets: Float64Array, slope: number, intercept: number) {
  let [gradientSlope, gradientIntercept] = [0, 0];
  let [slopeSlope, slopeIntercept, interceptIntercept] = [RIDGE, 0, RIDGE];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    const probability = 1 / (1 + Math.exp(-(slope * score + intercept)));
    const residual = probability - (targets[row] ?? 0);
    const curvature = probability * (1 - probability);
    gradientSlope += residual * score;
    gradientIntercept += residual;
    slopeSlope += curvature * score * score;
    slopeIntercept += curvature * score;
    interceptIntercept += curvature;
  }
  const determinant = slopeSlope * interceptIntercept - slopeIntercept ** 2;
  const slopeStep = (interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / determinant;
  const interceptStep = (slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / determinant;
  return [slopeStep, interceptStep, slopeStep * gradientSlope + interceptStep * gradientIntercept] as const;
}

/** Cross-entropy without overflow at large scores. */
function lossOf(scores: Float64Array, targets: Float64Array, slope: number, intercept: number): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const logit = slope * (scores[row] ?? 0) + intercept;
    loss += Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit))) - (targets[row] ?? 0) * logit;
  }
  return loss;
}
