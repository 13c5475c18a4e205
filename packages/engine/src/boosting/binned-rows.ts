import type { BinMapper } from "./bin-mapper.ts";
import { binColumn, findBins } from "./bin-mapper.ts";
import type { HistogramKernel, KernelChoice } from "./histogram-kernel.ts";
import { createHistogramKernel, GROUP_FEATURES, GROUP_FLOATS } from "./histogram-kernel.ts";
import type { BoostingOptions } from "./options.ts";
import type { FeatureColumn } from "./training-set.ts";

/** All rows as bins, and room for what training computes on them, in the one buffer that the kernel works on. */
export type BinnedRows = {
  readonly rowCount: number;
  readonly mappers: readonly BinMapper[];
  readonly kernel: HistogramKernel;
  readonly groupCount: number;
  /** `bins[(group × rowCount + row) × 8 + feature within the group]` */
  readonly bins: Uint8Array;
  /** Row numbers, leaf by leaf: each leaf of the tree that grows owns one stretch. */
  readonly rows: Int32Array;
  /** Gradient and hessian of every row, two floats each. */
  readonly gradients: Float32Array;
  /** Those of the rows of one leaf, in the order of the leaf. */
  readonly ordered: Float32Array;
  /** A histogram of all groups for each leaf that a tree may have. */
  readonly histograms: Float64Array;
  /** Where each of them starts, in bytes of the kernel's buffer. */
  readonly at: { rows: number; ordered: number; histograms: number };
};

/** Floats of one leaf's histogram. */
export function histogramFloats(groupCount: number): number {
  return groupCount * GROUP_FLOATS;
}

/**
 * Bins all features. Memory: rows × (8 ⌈features / 8⌉ + 20) bytes, and 32 KiB × ⌈features / 8⌉ for each leaf of a tree.
 * @throws RangeError when that is more than a 4 GiB buffer
 */
export function binRows(
  columns: readonly FeatureColumn[],
  options: BoostingOptions,
  choice?: KernelChoice,
): BinnedRows {
  const rowCount = columns[0]?.values.length ?? 0;
  const groupCount = Math.ceil(columns.length / GROUP_FEATURES);
  const binBytes = rowCount * groupCount * GROUP_FEATURES;
  const at = { rows: binBytes, ordered: align(binBytes + rowCount * 4), histograms: 0 };
  at.histograms = align(at.ordered + rowCount * 8);
  const floats = options.leaves * histogramFloats(groupCount);
  const total = at.histograms + floats * 8;
  if (total > 2 ** 32 - 65_536)
    throw new RangeError(`${rowCount} rows of ${columns.length} features do not fit in 4 GiB`);
  const kernel = createHistogramKernel(total, choice);
  const bins = new Uint8Array(kernel.buffer, 0, binBytes);
  const mappers = columns.map((column) => findBins(column, options));
  for (const [feature, mapper] of mappers.entries()) {
    const first = Math.trunc(feature / GROUP_FEATURES) * rowCount * GROUP_FEATURES + (feature % GROUP_FEATURES);
    binColumn(mapper, columns[feature]?.values ?? new Float64Array(), bins, first, GROUP_FEATURES);
  }
  return {
    rowCount,
    mappers,
    kernel,
    groupCount,
    bins,
    rows: new Int32Array(kernel.buffer, at.rows, rowCount),
    gradients: new Float32Array(2 * rowCount),
    ordered: new Float32Array(kernel.buffer, at.ordered, 2 * rowCount),
    histograms: new Float64Array(kernel.buffer, at.histograms, floats),
    at,
  };
}

/** To whole 128-bit words. */
function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
