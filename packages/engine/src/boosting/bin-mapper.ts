import { createRandom } from "../random.ts";
import { findNumericBounds } from "./numeric-bins.ts";
import type { BoostingOptions } from "./options.ts";
import type { FeatureColumn } from "./training-set.ts";

/** How the values of a feature become bins, numbered from 0 and at most 255 of them. */
export type BinMapper = NumericBins | CategoricalBins;

export type NumericBins = {
  kind: "numeric";
  binCount: number;
  /** Without the bin of missing values, which is the last one when there is one. */
  upperBounds: Float64Array;
  hasMissing: boolean;
};

export type CategoricalBins = {
  kind: "categorical";
  binCount: number;
  /** Category of bin 1, 2, …; bin 0 holds missing, rare and unknown ones and always goes right. */
  categories: Int32Array;
  binOf: ReadonlyMap<number, number>;
};

/** Rows that bins are found from, at most (`bin_construct_sample_cnt`). */
const SAMPLE_ROWS = 200_000;
/** Categories that together make up the rarest 1 % of rows share bin 0. */
const COVERED_SHARE = 0.99;

/** Finds the bins of a feature in its values, or in 200,000 of them drawn by the seed. */
export function findBins(column: FeatureColumn, options: BoostingOptions): BinMapper {
  const values = sampleValues(column.values, options.seed);
  return column.kind === "numeric" ? findNumeric(values, options) : findCategorical(values, options);
}

/** Writes the bin of every value to `bins[first + row × stride]`. O(n log bins). */
export function binColumn(
  mapper: BinMapper,
  values: Float64Array,
  bins: Uint8Array,
  first: number,
  stride: number,
): void {
  const binOf = mapper.kind === "numeric" ? numericBinner(mapper) : categoricalBinner(mapper);
  for (let row = 0, at = first; row < values.length; row += 1, at += stride) bins[at] = binOf(values[row] ?? 0);
}

function findNumeric(values: Float64Array, options: BoostingOptions): NumericBins {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const hasMissing = sorted.length < values.length;
  const upperBounds = findNumericBounds(sorted, options.maxBins - (hasMissing ? 1 : 0), options.minBinRows);
  return { kind: "numeric", upperBounds, hasMissing, binCount: upperBounds.length + (hasMissing ? 1 : 0) };
}

function findCategorical(values: Float64Array, options: BoostingOptions): CategoricalBins {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (value >= 0) counts.set(Math.trunc(value), (counts.get(Math.trunc(value)) ?? 0) + 1);
  }
  const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ranked = [...counts].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
  const maxBins = Math.min(options.maxBins, counts.size + (present < values.length ? 1 : 0));
  const cut = Math.round(present * COVERED_SHARE);
  const categories: number[] = [];
  let covered = 0;
  for (const [category, count] of ranked) {
    const isWanted = covered < cut || categories.length + 1 < maxBins;
    // A byte numbers the bins, whatever share of the rows is still uncovered.
    if (!isWanted || categories.length + 1 >= 255 || (count < options.minBinRows && categories.length > 1)) break;
    categories.push(category);
    covered += count;
  }
  const binOf = new Map(categories.map((category, index) => [category, index + 1]));
  return { kind: "categorical", categories: Int32Array.from(categories), binOf, binCount: categories.length + 1 };
}

function numericBinner({ upperBounds, hasMissing, binCount }: NumericBins): (value: number) => number {
  const zeroBin = hasMissing ? binCount - 1 : search(upperBounds, 0);
  return (value) => (Number.isNaN(value) ? zeroBin : search(upperBounds, value));
}

function search(upperBounds: Float64Array, value: number): number {
  let low = 0;
  let high = upperBounds.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= (upperBounds[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function categoricalBinner({ binOf }: CategoricalBins): (value: number) => number {
  return (value) => binOf.get(Math.trunc(value)) ?? 0;
}

function sampleValues(values: Float64Array, seed: number): Float64Array {
  if (values.length <= SAMPLE_ROWS) return values;
  const random = createRandom(seed);
  return Float64Array.from({ length: SAMPLE_ROWS }, () => values[random.int(values.length)] ?? 0);
}
