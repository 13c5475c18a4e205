/**
 * The quantile of values: between two neighbours in proportion, or, with weights, where their running sum passes the share.
 * O(n log n). @param values not empty
 */
export function findQuantile(values: Float64Array, weights: Float64Array | undefined, quantile: number): number {
  if (weights !== undefined) return findWeightedQuantile(values, weights, quantile);
  const sorted = values.toSorted();
  const place = (sorted.length - 1) * quantile;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

function findWeightedQuantile(values: Float64Array, weights: Float64Array, quantile: number): number {
  const order = Array.from(values.keys()).sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  const target = quantile * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const index of order) {
    sum += weights[index] ?? 0;
    if (sum > target) return values[index] ?? 0;
  }
  return values[order.at(-1) ?? 0] ?? 0;
}
