import type { NumericBins } from "./bin-mapper.ts";
import type { BoostingOptions } from "./options.ts";
import type { GainRule, LeafStats, Split } from "./split.ts";
import { createGainRule, EPSILON, leafGain, leafOutput, splitGain } from "./split.ts";

/** One walk over the bins of a feature, adding up the side it comes from. */
type Scan = {
  histogram: Float64Array;
  /** Float of the feature's first bin. */
  base: number;
  from: number;
  to: number;
  step: 1 | -1;
};

/**
 * Improves `best` by the best threshold of a numeric feature, if one is better. Without missing values one walk from the
 * right is enough; with them a second walk from the left tries the missing ones on the other side. O(bins).
 */
export function findNumericSplit(
  histogram: Float64Array,
  base: number,
  feature: number,
  mapper: NumericBins,
  leaf: LeafStats,
  options: BoostingOptions,
  monotone: -1 | 0 | 1,
  best: Split,
): void {
  const rule = createGainRule(options, leaf, monotone, options.lambdaL2);
  const last = mapper.binCount - 1;
  // With two bins, one of them missing, the walk from the right already sets them apart.
  const triesBoth = mapper.hasMissing && mapper.binCount > 2;
  const fromRight: Scan = { histogram, base, from: triesBoth ? last - 1 : last, to: 0, step: -1 };
  if (scanBins(fromRight, leaf, options, rule, best)) {
    best.feature = feature;
    best.missingLeft = triesBoth || !mapper.hasMissing;
  }
  if (!triesBoth) return;
  if (scanBins({ histogram, base, from: 0, to: last, step: 1 }, leaf, options, rule, best)) {
    best.feature = feature;
    best.missingLeft = false;
  }
}

/** Whether the walk found a better split. Counts are estimated from hessians, as LightGBM does: histograms hold none. */
function scanBins(scan: Scan, leaf: LeafStats, options: BoostingOptions, rule: GainRule, best: Split): boolean {
  const { histogram, base, to, step } = scan;
  const { rows, sumGradient } = leaf;
  const { minLeafRows, minLeafHessian } = options;
  const total = leaf.sumHessian + 2 * EPSILON;
  const rowsPerHessian = rows / leaf.sumHessian;
  const { isPlain, l2 } = rule;
  const baseGain = leafGain(sumGradient, total, rule.l1, l2) + options.minGain;
  let bestGain = baseGain + Math.max(0, best.gain);
  let bestBin = -1;
  let bestGradient = 0;
  let bestHessian = 0;
  let gradient = 0;
  let hessian = EPSILON;
  let count = 0;
  for (let bin = scan.from; bin !== to; bin += step) {
    const at = base + 2 * bin;
    const binHessian = histogram[at + 1] ?? 0;
    gradient += histogram[at] ?? 0;
    hessian += binHessian;
    count += (binHessian * rowsPerHessian + 0.5) | 0;
    if (count < minLeafRows || hessian < minLeafHessian) continue;
    const otherHessian = total - hessian;
    if (rows - count < minLeafRows || otherHessian < minLeafHessian) break;
    const other = sumGradient - gradient;
    const gain = isPlain
      ? (gradient * gradient) / (hessian + l2) + (other * other) / (otherHessian + l2)
      : gainByDirection(step, gradient, hessian, other, otherHessian, rule);
    if (gain <= bestGain) continue;
    bestGain = gain;
    bestBin = bin;
    bestGradient = gradient;
    bestHessian = hessian;
  }
  if (bestBin < 0) return false;
  const isLeft = step === 1;
  keep(
    best,
    leaf,
    rule,
    isLeft ? bestGradient : sumGradient - bestGradient,
    isLeft ? bestHessian : total - bestHessian,
  );
  best.gain = bestGain - baseGain;
  best.bin = isLeft ? bestBin : bestBin - 1;
  return true;
}

function gainByDirection(step: 1 | -1, near: number, nearH: number, far: number, farH: number, rule: GainRule): number {
  return step === 1 ? splitGain(near, nearH, far, farH, rule) : splitGain(far, farH, near, nearH, rule);
}

function keep(best: Split, leaf: LeafStats, rule: GainRule, leftGradient: number, leftHessian: number): void {
  const total = leaf.sumHessian + 2 * EPSILON;
  best.leftBins = undefined;
  best.leftGradient = leftGradient;
  best.leftHessian = leftHessian - EPSILON;
  best.leftOutput = leafOutput(leftGradient, leftHessian, rule);
  best.rightOutput = leafOutput(leaf.sumGradient - leftGradient, total - leftHessian, rule);
}
