/** A distribution as it was: bounds between bins, and the rows that each bin had; one bin more for missing values, the last. */
export type ReferenceBins = { bounds: number[]; counts: number[] };

/** Bins of equal counts; fewer where values repeat. */
const BINS = 10;
/** Rows that an empty bin is taken for, so that the logarithm stays finite. */
const EMPTY_ROWS = 0.5;

/** Takes down the distribution of values, for comparison with later ones. O(n log n). */
export function describeDistribution(values: Float64Array): ReferenceBins {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const bounds: number[] = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const bound = sorted[Math.floor((sorted.length * bin) / BINS)];
    if (bound !== undefined && bound !== bounds.at(-1) && bound > (sorted[0] ?? bound)) bounds.push(bound);
  }
  return { bounds, counts: countBins(values, bounds) };
}

/**
 * Population stability index Σ (q − p) ln(q / p), and how likely one as large is by chance. A fixed threshold like 0.1 fires most of
 * the time on small samples: without a change the index is about (1/n + 1/m) · χ² with one degree of freedom less than bins
 * (Yurdakul and Naranjo 2020). O(n log bins).
 */
export function measureStability(reference: ReferenceBins, values: Float64Array): { psi: number; pValue: number } {
  const now = countBins(values, reference.bounds);
  const before = reference.counts;
  const [total, totalBefore] = [sumOf(now), sumOf(before)];
  if (total === 0 || totalBefore === 0) return { psi: 0, pValue: 1 };
  let psi = 0;
  let bins = 0;
  for (const [bin, count] of now.entries()) {
    const countBefore = before[bin] ?? 0;
    if (count === 0 && countBefore === 0) continue;
    bins += 1;
    const share = Math.max(count, EMPTY_ROWS) / total;
    const shareBefore = Math.max(countBefore, EMPTY_ROWS) / totalBefore;
    psi += (share - shareBefore) * Math.log(share / shareBefore);
  }
  const pValue = bins < 2 ? 1 : chiSquareTail(psi / (1 / total + 1 / totalBefore), bins - 1);
  return { psi, pValue };
}

/**
 * Which of several tests stand out when the share of false ones among them is to stay below `rate` (Benjamini and Hochberg 1995).
 */
export function standOut(pValues: readonly number[], rate: number): boolean[] {
  const sorted = pValues.toSorted((left, right) => left - right);
  const passed = sorted.findLastIndex((pValue, index) => pValue <= ((index + 1) / pValues.length) * rate);
  const limit = passed < 0 ? -1 : (sorted[passed] ?? -1);
  return pValues.map((pValue) => pValue <= limit);
}

/** Upper tail by the cube-root normal approximation of Wilson and Hilferty (1931): within 0.002 of the tail. */
function chiSquareTail(value: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return normalTail(((value / degrees) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread));
}

/** Upper tail of the normal law (Abramowitz and Stegun 7.1.26: error below 1.5e-7). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp((-z * z) / 2)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

function countBins(values: Float64Array, bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 2).fill(0);
  for (const value of values) {
    const bin = Number.isNaN(value) ? bounds.length + 1 : bounds.filter((bound) => value >= bound).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
