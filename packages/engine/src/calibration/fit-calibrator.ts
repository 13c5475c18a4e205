import type { Calibrator } from "./calibrator.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";

/** Steps need this many rows of the rarer label, or they follow chance (Niculescu-Mizil and Caruana, ICML 2005, at 1,000 rows). */
const ROWS_FOR_STEPS = 200;

/**
 * Fits a calibrator on scores that the model was not trained on: isotonic where both labels are frequent enough, Platt's
 * sigmoid otherwise. O(n log n).
 * @param labels 0 or 1
 */
export function fitCalibrator(scores: Float64Array, labels: Float64Array): Calibrator {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = Math.min(positives, labels.length - positives);
  return rarer >= ROWS_FOR_STEPS ? fitIsotonic(scores, labels) : fitPlatt(scores, labels);
}
