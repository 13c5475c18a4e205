/**
 * The `size`-th largest value, by quickselect (Hoare 1961): values above it are fewer than `size`. Reorders `values`.
 * O(values) on average.
 * @param size at least 1; with fewer values than that, the smallest is given
 */
export function selectThreshold(values: Float32Array, size: number): number {
  const wanted = Math.min(size, values.length) - 1;
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1] ?? 0;
    let low = left;
    let high = right;
    while (low <= high) {
      while ((values[low] ?? 0) > pivot) low += 1;
      while ((values[high] ?? 0) < pivot) high -= 1;
      if (low <= high) {
        const held = values[low] ?? 0;
        values[low] = values[high] ?? 0;
        values[high] = held;
        low += 1;
        high -= 1;
      }
    }
    if (wanted <= high) right = high;
    else if (wanted >= low) left = low;
    else break;
  }
  return values[wanted] ?? 0;
}
