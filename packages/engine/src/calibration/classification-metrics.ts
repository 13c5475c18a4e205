/**
 * Chance that a row of label 1 scores above one of label 0, ties counting half (area under the ROC curve, Mann–Whitney). O(n
 * log n). 0.5 when a label is missing, as nothing can be ordered.
 */
export function rocAuc(scores: Float64Array, labels: Float64Array): number {
  const order = Array.from(scores.keys()).sort((left, right) => (scores[left] ?? 0) - (scores[right] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tied = 0;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) {
      tied += labels[order[end] ?? 0] ?? 0;
      end += 1;
    }
    // Ranks from start + 1 to end share their mean.
    rankSum += (tied * (start + 1 + end)) / 2;
    positives += tied;
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean negative log-likelihood; probabilities are kept 1e-15 away from 0 and 1. */
export function logLoss(probabilities: Float64Array, labels: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const probability = Math.min(1 - 1e-15, Math.max(1e-15, probabilities[row] ?? 0));
    sum -= Math.log((labels[row] ?? 0) > 0 ? probability : 1 - probability);
  }
  return labels.length > 0 ? sum / labels.length : 0;
}

/**
 * Expected calibration error: the distance between predicted and real rate, in bins of equal width, weighted by their rows
 * (Naeini et al., AAAI 2015; 15 bins as Guo et al., ICML 2017).
 */
export function calibrationError(probabilities: Float64Array, labels: Float64Array, bins = 15): number {
  const predicted = new Float64Array(bins);
  const real = new Float64Array(bins);
  for (let row = 0; row < labels.length; row += 1) {
    const bin = Math.min(bins - 1, Math.floor((probabilities[row] ?? 0) * bins));
    predicted[bin] = (predicted[bin] ?? 0) + (probabilities[row] ?? 0);
    real[bin] = (real[bin] ?? 0) + (labels[row] ?? 0);
  }
  const gap = predicted.reduce((sum, value, bin) => sum + Math.abs(value - (real[bin] ?? 0)), 0);
  return labels.length > 0 ? gap / labels.length : 0;
}
