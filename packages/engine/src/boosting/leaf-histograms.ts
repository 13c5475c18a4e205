import type { BinnedRows } from "./binned-rows.ts";
import { histogramFloats } from "./binned-rows.ts";
import { GROUP_FLOATS } from "./histogram-kernel.ts";

/** A stretch of `rows`. */
export type RowRange = { start: number; count: number };

/**
 * Sums gradients and hessians of a leaf's rows by feature and bin into the histogram of a slot.
 * O(rows × features); groups without a feature that the tree may use are left out.
 */
export function buildHistogram(binned: BinnedRows, range: RowRange, slot: number, usedGroups: readonly number[]): void {
  const { kernel, rows, gradients, ordered, histograms, at, groupCount, rowCount } = binned;
  const floats = histogramFloats(groupCount);
  histograms.fill(0, slot * floats, (slot + 1) * floats);
  for (let index = 0, row = range.start; index < range.count; index += 1, row += 1) {
    const source = 2 * (rows[row] ?? 0);
    ordered[2 * index] = gradients[source] ?? 0;
    ordered[2 * index + 1] = gradients[source + 1] ?? 0;
  }
  const firstRow = at.rows + 4 * range.start;
  for (const group of usedGroups) {
    const histogram = at.histograms + 8 * (slot * floats + group * GROUP_FLOATS);
    kernel.addRows(group * rowCount * 8, firstRow, range.count, at.ordered, histogram);
  }
}

/** What the larger child has is what the parent had without the smaller child: `slot` minus `other`, in place. */
export function subtractHistogram(binned: BinnedRows, slot: number, other: number): void {
  const { histograms, groupCount } = binned;
  const floats = histogramFloats(groupCount);
  const target = histograms.subarray(slot * floats, (slot + 1) * floats);
  const taken = histograms.subarray(other * floats, (other + 1) * floats);
  for (let index = 0; index < floats; index += 1) target[index] = (target[index] ?? 0) - (taken[index] ?? 0);
}
