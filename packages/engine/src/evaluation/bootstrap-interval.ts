import type { Random } from "../random.ts";

/** A mean and the bounds that hold it with 95 % confidence. */
export type Interval = { mean: number; low: number; high: number };

/**
 * Percentile bootstrap of a mean (Efron and Tibshirani, "An introduction to the bootstrap", 1993, §13.3) over users,
 * who are independent of one another; measurements of one user are not. O(draws × values).
 */
export function bootstrapInterval(values: Float64Array, random: Random, draws = 1_000): Interval {
  const count = values.length;
  if (count === 0) return { mean: 0, low: 0, high: 0 };
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    let sum = 0;
    for (let index = 0; index < count; index += 1) sum += values[Math.floor(random.next() * count)] ?? 0;
    means[draw] = sum / count;
  }
  means.sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { mean, low: means[Math.floor(draws * 0.025)] ?? 0, high: means[Math.floor(draws * 0.975)] ?? 0 };
}
