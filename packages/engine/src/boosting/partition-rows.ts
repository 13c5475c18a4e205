import type { BinMapper } from "./bin-mapper.ts";
import type { BinnedRows } from "./binned-rows.ts";
import { BIN_SLOTS, GROUP_FEATURES } from "./histogram-kernel.ts";
import type { RowRange } from "./leaf-histograms.ts";
import type { Split } from "./split.ts";

/**
 * Sorts a stretch of rows so that those which go left come first, otherwise in their order. Every row is written to both
 * sides and one of the writes is kept: no branch depends on the data, which is what would slow this loop down.
 * @returns how many go left
 */
export function partitionRows(binned: BinnedRows, { start, count }: RowRange, split: Split): number {
  const { rows, bins, rowCount } = binned;
  const side = tabulateSides(split, binned.mappers[split.feature]);
  const first =
    Math.trunc(split.feature / GROUP_FEATURES) * rowCount * GROUP_FEATURES + (split.feature % GROUP_FEATURES);
  const right = new Int32Array(count);
  let leftEnd = start;
  let rightCount = 0;
  for (let index = start; index < start + count; index += 1) {
    const row = rows[index] ?? 0;
    const isLeft = side[bins[first + row * GROUP_FEATURES] ?? 0] ?? 0;
    rows[leftEnd] = row;
    right[rightCount] = row;
    leftEnd += isLeft;
    rightCount += 1 - isLeft;
  }
  rows.set(right.subarray(0, rightCount), leftEnd);
  return leftEnd - start;
}

/** 1 for each bin that goes left. */
function tabulateSides(split: Split, mapper: BinMapper | undefined): Uint8Array {
  const side = new Uint8Array(BIN_SLOTS);
  if (split.leftBins !== undefined) {
    for (const bin of split.leftBins) side[bin] = 1;
    return side;
  }
  side.fill(1, 0, split.bin + 1);
  if (mapper?.kind === "numeric" && mapper.hasMissing) side[mapper.binCount - 1] = split.missingLeft ? 1 : 0;
  return side;
}
