import type { CategoricalBins } from "./bin-mapper.ts";
import type { BoostingOptions } from "./options.ts";
import type { GainRule, LeafStats, Split } from "./split.ts";
import { createGainRule, EPSILON, leafGain, leafOutput, splitGain } from "./split.ts";

/** What all ways to split one categorical feature of one leaf share. */
type Search = {
  histogram: Float64Array;
  base: number;
  leaf: LeafStats;
  total: number;
  rowsPerHessian: number;
  /** Gain of the leaf unsplit. */
  baseGain: number;
  rule: GainRule;
  options: BoostingOptions;
  feature: number;
  best: Split;
};

/**
 * Improves `best` by the best set of categories to go left, if one is better: one category against the rest while there are
 * few, otherwise a prefix of the categories sorted by gradient / (hessian + smoothing), from either end (Fisher, JASA 1958, as
 * LightGBM bounds it). Bin 0, with missing, rare and unknown categories, goes right. O(bins log bins).
 */
export function findCategoricalSplit(
  histogram: Float64Array,
  base: number,
  feature: number,
  mapper: CategoricalBins,
  leaf: LeafStats,
  options: BoostingOptions,
  best: Split,
): void {
  const total = leaf.sumHessian + 2 * EPSILON;
  const isOneHot = mapper.binCount <= options.maxOneHotBins;
  const rule = createGainRule(options, leaf, 0, options.lambdaL2 + (isOneHot ? 0 : options.categoryL2));
  const baseGain = leafGain(leaf.sumGradient, total, options.lambdaL1, options.lambdaL2) + options.minGain;
  const rowsPerHessian = leaf.rows / leaf.sumHessian;
  const search: Search = { histogram, base, leaf, total, rowsPerHessian, baseGain, rule, options, feature, best };
  const bins = Array.from({ length: mapper.binCount - 1 }, (_, index) => index + 1);
  if (isOneHot) {
    for (const bin of bins) tryOne(search, bin);
    return;
  }
  const sorted = sortBins(search, bins);
  tryPrefixes(search, sorted);
  tryPrefixes(search, sorted.toReversed());
}

function countOf({ rowsPerHessian }: Search, hessian: number): number {
  return Math.trunc(hessian * rowsPerHessian + 0.5);
}

function tryOne(search: Search, bin: number): void {
  const { histogram, base, leaf, total, options } = search;
  const gradient = histogram[base + 2 * bin] ?? 0;
  const hessian = histogram[base + 2 * bin + 1] ?? 0;
  const count = countOf(search, hessian);
  if (count < options.minLeafRows || hessian < options.minLeafHessian) return;
  if (leaf.rows - count < options.minLeafRows || total - hessian - EPSILON < options.minLeafHessian) return;
  offer(search, [bin], 1, gradient, hessian + EPSILON);
}

/** Stable, so that bins of the same order keep their rank by count. */
function sortBins({ histogram, base, options, ...search }: Search, bins: readonly number[]): number[] {
  const order = (bin: number) =>
    (histogram[base + 2 * bin] ?? 0) / ((histogram[base + 2 * bin + 1] ?? 0) + options.categorySmoothing);
  return bins
    .filter(
      (bin) =>
        Math.trunc((histogram[base + 2 * bin + 1] ?? 0) * search.rowsPerHessian + 0.5) >= options.categorySmoothing,
    )
    .sort((left, right) => order(left) - order(right));
}

function tryPrefixes(search: Search, sorted: readonly number[]): void {
  const { histogram, base, leaf, total, options } = search;
  const longest = Math.min(options.maxCategoryThreshold, (sorted.length + 1) >> 1);
  let gradient = 0;
  let hessian = EPSILON;
  let count = 0;
  let inGroup = 0;
  for (let length = 1; length <= longest; length += 1) {
    const at = base + 2 * (sorted[length - 1] ?? 0);
    const binCount = countOf(search, histogram[at + 1] ?? 0);
    gradient += histogram[at] ?? 0;
    hessian += histogram[at + 1] ?? 0;
    count += binCount;
    inGroup += binCount;
    if (count < options.minLeafRows || hessian < options.minLeafHessian) continue;
    if (leaf.rows - count < Math.max(options.minLeafRows, options.minCategoryGroupRows)) break;
    if (total - hessian < options.minLeafHessian) break;
    if (inGroup < options.minCategoryGroupRows) continue;
    inGroup = 0;
    offer(search, sorted, length, gradient, hessian);
  }
}

function offer(search: Search, sorted: readonly number[], length: number, gradient: number, hessian: number): void {
  const { leaf, total, rule, best } = search;
  const rightGradient = leaf.sumGradient - gradient;
  const gain = splitGain(gradient, hessian, rightGradient, total - hessian, rule) - search.baseGain;
  if (!(gain > Math.max(0, best.gain))) return;
  best.gain = gain;
  best.feature = search.feature;
  best.leftBins = sorted.slice(0, length);
  best.missingLeft = false;
  best.leftGradient = gradient;
  best.leftHessian = hessian - EPSILON;
  best.leftOutput = leafOutput(gradient, hessian, rule);
  best.rightOutput = leafOutput(rightGradient, total - hessian, rule);
}
