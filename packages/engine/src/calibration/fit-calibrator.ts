import type { Calibrator } from "./calibrator.ts";
import { calibrate } from "./calibrator.ts";
import { logLoss } from "./classification-metrics.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";

/** Steps need this many rows of the rarer label, or they follow chance (Niculescu-Mizil and Caruana, ICML 2005, at 1,000 rows). */
const ROWS_FOR_STEPS = 200;
/** Parts that each kind is fitted without and tried on. */
const FOLDS = 5;

/**
 * Fits a calibrator on scores that the model was not trained on: Platt's sigmoid, or isotonic where both labels are frequent
 * enough and it foretells rows better that it was not fitted to, by their log-loss (cross-validation; what ends in a step of 0 or 1
 * pays for the first row that says otherwise). O(n log n).
 * @param labels 0 or 1
 */
export function fitCalibrator(scores: Float64Array, labels: Float64Array): Calibrator {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = Math.min(positives, labels.length - positives);
  if (rarer < ROWS_FOR_STEPS) return fitPlatt(scores, labels);
  const [steps, sigmoid] = [fitIsotonic, fitPlatt].map((fit) => lossOfUnseen(fit, scores, labels));
  return (steps ?? 0) < (sigmoid ?? 0) ? fitIsotonic(scores, labels) : fitPlatt(scores, labels);
}

type Fit = (scores: Float64Array, labels: Float64Array) => Calibrator;

/** Log-loss of each row by a calibrator that was fitted without its part. Rows come in any order that says nothing of them. */
function lossOfUnseen(fit: Fit, scores: Float64Array, labels: Float64Array): number {
  const probabilities = new Float64Array(scores.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const isKept = (_: number, row: number) => row % FOLDS !== fold;
    const calibrator = fit(scores.filter(isKept), labels.filter(isKept));
    for (let row = fold; row < scores.length; row += FOLDS) {
      probabilities[row] = calibrate(calibrator, scores[row] ?? 0);
    }
  }
  return logLoss(probabilities, labels);
}
