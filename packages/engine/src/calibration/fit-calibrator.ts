import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";

/** Turns scores into probabilities; plain data that JSON keeps. */
export type Calibrator =
  | {
      kind: "isotonic";
      /** Rising scores and the probability at each; between two of them it lies on the line, outside at the end. */
      scores: number[];
      probabilities: number[];
    }
  | { kind: "platt"; slope: number; intercept: number };

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

/** Probability of a score. O(log steps). */
export function calibrate(calibrator: Calibrator, score: number): number {
  if (calibrator.kind === "platt") return 1 / (1 + Math.exp(-(calibrator.slope * score + calibrator.intercept)));
  const { scores, probabilities } = calibrator;
  let low = 0;
  let high = scores.length - 1;
  if (score <= (scores[low] ?? 0)) return probabilities[low] ?? 0;
  if (score >= (scores[high] ?? 0)) return probabilities[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((scores[middle] ?? 0) <= score) low = middle;
    else high = middle;
  }
  const [from = 0, to = 0] = [scores[low], scores[high]];
  const [start = 0, end = 0] = [probabilities[low], probabilities[high]];
  return start + ((end - start) * (score - from)) / (to - from);
}
