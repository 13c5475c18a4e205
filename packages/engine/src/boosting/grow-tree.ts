import type { BinnedRows } from "./binned-rows.ts";
import { histogramFloats } from "./binned-rows.ts";
import type { Forest } from "./forest.ts";
import { BIN_SLOTS, GROUP_FEATURES, SLOT_FLOATS } from "./histogram-kernel.ts";
import type { RowRange } from "./leaf-histograms.ts";
import { buildHistogram, subtractHistogram } from "./leaf-histograms.ts";
import type { BoostingOptions } from "./options.ts";
import { partitionRows } from "./partition-rows.ts";
import type { LeafStats, Split } from "./split.ts";
import { createGainRule, createSplit, leafOutput } from "./split.ts";
import { findCategoricalSplit } from "./split-categorical.ts";
import { findNumericSplit } from "./split-numeric.ts";
import { createTreeBuilder } from "./tree-builder.ts";

/** A leaf of the tree that grows; its number is also its histogram's slot. */
export type GrowingLeaf = LeafStats & { range: RowRange; depth: number; output: number; best: Split };

/** What a tree is grown from. */
export type TreeTask = {
  binned: BinnedRows;
  options: BoostingOptions;
  /** Monotone direction of each feature. */
  monotone: Int8Array;
  /** Features that this tree may use. */
  features: readonly number[];
  /** How many rows, the first ones of `binned.rows`, the tree is grown on. */
  rowCount: number;
};

/**
 * Grows one tree leaf by leaf, splitting the one that gains most (Shi 2007; LightGBM). Only the smaller child's histogram is
 * built, the larger's is the rest of the parent's. O(rows × features × depth) at worst, typically half of that.
 * @returns the leaves with their rows' stretches and raw outputs, and the tree once their final outputs are known
 */
export function growTree(task: TreeTask): { leaves: GrowingLeaf[]; finish(outputs: Float64Array): Forest } {
  const { binned, options } = task;
  const builder = createTreeBuilder();
  const usedGroups = [...new Set(task.features.map((feature) => Math.trunc(feature / GROUP_FEATURES)))];
  const leaves: GrowingLeaf[] = [createRoot(task)];
  const evaluate = (slot: number) => {
    const leaf = leaves[slot];
    if (leaf !== undefined) findBestSplit(task, leaf, slot);
  };
  buildHistogram(binned, { start: 0, count: task.rowCount }, 0, usedGroups);
  evaluate(0);
  while (leaves.length < options.leaves) {
    const slot = findBestLeaf(leaves);
    const parent = leaves[slot];
    if (parent === undefined) break;
    const mapper = binned.mappers[parent.best.feature];
    if (mapper === undefined) break;
    builder.split(slot, parent.best, mapper, parent.range.count);
    const [left, right] = splitLeaf(task, parent);
    const added = leaves.length;
    leaves[slot] = left;
    leaves.push(right);
    if (leaves.length === options.leaves) break;
    shareHistograms(task, { slot, left }, { slot: added, left: right }, usedGroups);
    evaluate(slot);
    evaluate(added);
  }
  const rows = Float64Array.from(leaves, (leaf) => leaf.range.count);
  return { leaves, finish: (outputs) => builder.finish(outputs, rows) };
}

/** The slot of the parent's histogram becomes the larger child's; so it moves when the left child is the smaller one. */
function shareHistograms(
  { binned }: TreeTask,
  first: { slot: number; left: GrowingLeaf },
  second: { slot: number; left: GrowingLeaf },
  usedGroups: readonly number[],
): void {
  if (first.left.range.count < second.left.range.count) {
    const floats = histogramFloats(binned.groupCount);
    binned.histograms.copyWithin(second.slot * floats, first.slot * floats, (first.slot + 1) * floats);
    buildHistogram(binned, first.left.range, first.slot, usedGroups);
    subtractHistogram(binned, second.slot, first.slot);
  } else {
    buildHistogram(binned, second.left.range, second.slot, usedGroups);
    subtractHistogram(binned, first.slot, second.slot);
  }
}

function createRoot({ binned, options, rowCount }: TreeTask): GrowingLeaf {
  let sumGradient = 0;
  let sumHessian = 0;
  for (let index = 0; index < rowCount; index += 1) {
    const at = 2 * (binned.rows[index] ?? 0);
    sumGradient += binned.gradients[at] ?? 0;
    sumHessian += binned.gradients[at + 1] ?? 0;
  }
  const stats = { rows: rowCount, sumGradient, sumHessian, low: -Infinity, high: Infinity };
  const output = leafOutput(sumGradient, sumHessian, createGainRule(options, stats, 0, options.lambdaL2));
  return { ...stats, range: { start: 0, count: rowCount }, depth: 0, output, best: createSplit() };
}

function findBestSplit({ binned, options, monotone, features }: TreeTask, leaf: GrowingLeaf, slot: number): void {
  leaf.best = createSplit();
  if (leaf.range.count < 2 * options.minLeafRows || (options.maxDepth > 0 && leaf.depth >= options.maxDepth)) return;
  const floats = histogramFloats(binned.groupCount);
  for (const feature of features) {
    const mapper = binned.mappers[feature];
    const base = slot * floats + feature * BIN_SLOTS * SLOT_FLOATS;
    if (mapper?.kind === "numeric") {
      const direction = toDirection(monotone[feature] ?? 0);
      findNumericSplit(binned.histograms, base, feature, mapper, leaf, options, direction, leaf.best);
    } else if (mapper !== undefined) {
      findCategoricalSplit(binned.histograms, base, feature, mapper, leaf, options, leaf.best);
    }
  }
}

function toDirection(value: number): -1 | 0 | 1 {
  if (value === 0) return 0;
  return value > 0 ? 1 : -1;
}

function findBestLeaf(leaves: readonly GrowingLeaf[]): number {
  let best = -1;
  let bestGain = 0;
  for (const [slot, leaf] of leaves.entries()) {
    if (leaf.best.gain <= bestGain) continue;
    best = slot;
    bestGain = leaf.best.gain;
  }
  return best;
}

/** Under a monotone feature the children's outputs meet at the middle, which neither may cross further down. */
function splitLeaf(task: TreeTask, parent: GrowingLeaf): [GrowingLeaf, GrowingLeaf] {
  const { best, range } = parent;
  const leftCount = partitionRows(task.binned, range, best);
  const direction = task.monotone[best.feature] ?? 0;
  const middle = (best.leftOutput + best.rightOutput) / 2;
  const left: GrowingLeaf = {
    rows: leftCount,
    sumGradient: best.leftGradient,
    sumHessian: best.leftHessian,
    low: direction < 0 ? Math.max(parent.low, middle) : parent.low,
    high: direction > 0 ? Math.min(parent.high, middle) : parent.high,
    range: { start: range.start, count: leftCount },
    depth: parent.depth + 1,
    output: best.leftOutput,
    best: createSplit(),
  };
  const right: GrowingLeaf = {
    rows: range.count - leftCount,
    sumGradient: parent.sumGradient - best.leftGradient,
    sumHessian: parent.sumHessian - best.leftHessian,
    low: direction > 0 ? Math.max(parent.low, middle) : parent.low,
    high: direction < 0 ? Math.min(parent.high, middle) : parent.high,
    range: { start: range.start + leftCount, count: range.count - leftCount },
    depth: parent.depth + 1,
    output: best.rightOutput,
    best: createSplit(),
  };
  return [left, right];
}
