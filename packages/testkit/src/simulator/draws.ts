import type { Random } from "@rapport/engine/random";
import { createRandom } from "@rapport/engine/random";

/** Purposes of random streams: one number each, so that adding a draw to one never shifts another. */
export const STREAMS = { catalog: 1, world: 2, visitor: 3, schedule: 4, session: 5 } as const;

/**
 * An independent stream for one thing (a visitor, a session). Within a purpose, different indexes always get different
 * 32-bit seeds: hashing seed and index together would make two of 100,000 visitors twins by the birthday bound.
 */
export function deriveRandom(seed: number, stream: number, index: number): Random {
  const base = createRandom(seed + stream * 2 ** 33).uint32();
  return createRandom((base + index) >>> 0);
}

/** Index drawn with probability proportional to its weight; O(n). */
export function drawWeighted(random: Random, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) total += weights[i] ?? 0;
  let target = random.next() * total;
  for (let i = 0; i < weights.length; i += 1) {
    target -= weights[i] ?? 0;
    if (target < 0) return i;
  }
  return weights.length - 1;
}

/** Index drawn from a running sum of weights; O(log n). */
export function drawCumulative(random: Random, cumulative: Float64Array): number {
  const target = random.next() * (cumulative[cumulative.length - 1] ?? 0);
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 0) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Number of failures before the first success; mean `mean`. */
export function drawGeometric(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  return Math.floor(Math.log(1 - random.next()) / Math.log(mean / (mean + 1)));
}

/** Exponential waiting time with the given mean. */
export function drawExponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}

/** Log-normal time with the given median, cut at `max`. */
export function drawDuration(random: Random, median: number, max: number): number {
  return Math.min(max, median * Math.exp(0.7 * random.normal()));
}

/** A point of the simplex from a symmetric Dirichlet distribution; small `concentration` gives few strong tastes. */
export function drawDirichlet(random: Random, size: number, concentration: number): Float64Array {
  const shares = Float64Array.from({ length: size }, () => drawGamma(random, concentration));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => (total > 0 ? share / total : 1 / size));
}

/** Fisher–Yates shuffle of 0 … size − 1. */
export function drawPermutation(random: Random, size: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  for (let i = size - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

export function drawBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.uint32() >>> 24);
}

/** What stands for a source of random bytes where a run must be repeated. */
export function seededBytes(seed: number): (length: number) => Uint8Array {
  const random = createRandom(seed);
  return (length) => drawBytes(random, length);
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); shapes below 1 by their boost. */
function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
