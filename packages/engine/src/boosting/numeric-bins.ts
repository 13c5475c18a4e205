/** Values nearer to zero than this are zero, which always has a bin of its own. */
const ZERO_WIDTH = 1e-35;

/** Distinct values in rising order, and how often each occurs. */
type Distinct = { values: number[]; counts: number[] };

/**
 * Upper bounds of the bins of a numeric feature, the last of them infinite: LightGBM's greedy bins of equal counts, where a
 * frequent value gets a bin of its own and zero always does (Ke et al., NeurIPS 2017; its `bin.cpp`). A value belongs to the
 * first bin whose bound it does not exceed. O(n log n).
 * @param sorted rising, without NaN
 */
export function findNumericBounds(sorted: Float64Array, maxBins: number, minBinRows: number): Float64Array {
  const negative = collectDistinct(
    sorted.subarray(
      0,
      countBelow(sorted, (value) => value <= -ZERO_WIDTH),
    ),
  );
  const positive = collectDistinct(sorted.subarray(countBelow(sorted, (value) => value <= ZERO_WIDTH)));
  const negativeRows = sumOf(negative.counts);
  const positiveRows = sumOf(positive.counts);
  const bounds: number[] = [];
  if (negativeRows > 0 && maxBins > 1) {
    const share = negativeRows / (negativeRows + positiveRows);
    const bins = Math.max(1, Math.floor(share * (maxBins - 1)));
    bounds.push(...binGreedily(negative, bins, negativeRows, minBinRows));
    bounds[bounds.length - 1] = -ZERO_WIDTH;
  }
  const rest = maxBins - 1 - bounds.length;
  if (positiveRows > 0 && rest > 0) {
    bounds.push(ZERO_WIDTH, ...binGreedily(positive, rest, positiveRows, minBinRows));
  } else {
    bounds.push(Infinity);
  }
  return Float64Array.from(bounds);
}

/** The smallest double above. */
function nextAbove(value: number): number {
  if (value === Infinity) return value;
  if (value === 0) return Number.MIN_VALUE;
  FLOAT[0] = value;
  BITS[0] = (BITS[0] ?? 0n) + (value > 0 ? 1n : -1n);
  return FLOAT[0];
}
const FLOAT = new Float64Array(1);
const BITS = new BigInt64Array(FLOAT.buffer);

/** Neighbouring doubles count as one value, the larger. */
function collectDistinct(sorted: Float64Array): Distinct {
  const values: number[] = [];
  const counts: number[] = [];
  let last = Number.NaN;
  for (const value of sorted) {
    const at = values.length - 1;
    // The cheap comparison first: nearly all values that differ, differ by more than one unit in the last place.
    const differs = at < 0 || (value !== last && (value - last > Math.abs(last) * 1e-15 || value > nextAbove(last)));
    if (differs) {
      values.push(value);
      counts.push(1);
    } else {
      values[at] = value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    last = value;
  }
  return { values, counts };
}

/** How many values, counted from the smallest, have a property that larger values lose. */
function countBelow(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binGreedily(distinct: Distinct, maxBins: number, rows: number, minBinRows: number): number[] {
  return distinct.values.length <= maxBins
    ? binEachValue(distinct, minBinRows)
    : binEqualCounts(distinct, Math.max(1, Math.min(maxBins, Math.floor(rows / minBinRows))), rows);
}

function binEachValue({ values, counts }: Distinct, minBinRows: number): number[] {
  const bounds: number[] = [];
  let inBin = 0;
  for (let index = 0; index < values.length - 1; index += 1) {
    inBin += counts[index] ?? 0;
    if (inBin >= minBinRows && pushBound(bounds, values[index] ?? 0, values[index + 1] ?? 0)) inBin = 0;
  }
  bounds.push(Infinity);
  return bounds;
}

/** Values that alone fill a bin are set apart first; the mean size of a bin is renewed as bins close. */
function binEqualCounts({ values, counts }: Distinct, maxBins: number, rows: number): number[] {
  const isBig = counts.map((count) => count >= rows / maxBins);
  let restBins = maxBins - isBig.filter(Boolean).length;
  let restRows = rows - counts.reduce((sum, count, index) => sum + (isBig[index] ? count : 0), 0);
  let meanSize = restRows / restBins;
  const bounds: number[] = [];
  let closed = 0;
  let inBin = 0;
  for (let index = 0; index < values.length - 1 && closed < maxBins - 1; index += 1) {
    const count = counts[index] ?? 0;
    if (!isBig[index]) restRows -= count;
    inBin += count;
    const isFull = isBig[index] || inBin >= meanSize || (isBig[index + 1] && inBin >= Math.max(1, meanSize * 0.5));
    if (!isFull) continue;
    pushBound(bounds, values[index] ?? 0, values[index + 1] ?? 0);
    closed += 1;
    inBin = 0;
    if (isBig[index]) continue;
    restBins -= 1;
    meanSize = restRows / restBins;
  }
  bounds.push(Infinity);
  return bounds;
}

/** The bound lies half way between two values; it is left out when it cannot be told from the one before. */
function pushBound(bounds: number[], below: number, above: number): boolean {
  const bound = nextAbove((below + above) / 2);
  const last = bounds.at(-1);
  if (last !== undefined && bound <= nextAbove(last)) return false;
  bounds.push(bound);
  return true;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
