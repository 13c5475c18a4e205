/** Turns scores into probabilities; plain data that JSON keeps. */
export type Calibrator =
  | {
      kind: "isotonic";
      /** Rising scores and the probability at each; between two of them it lies on the line, outside at the end. */
      scores: number[];
      probabilities: number[];
    }
  | { kind: "platt"; slope: number; intercept: number };

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
