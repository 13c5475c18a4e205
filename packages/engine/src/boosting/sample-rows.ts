import type { Random } from "../random.ts";
import type { BinnedRows } from "./binned-rows.ts";
import type { BoostingOptions, GossOptions } from "./options.ts";

/**
 * Chooses the rows of a tree: the first ones of `binned.rows`, with the rest behind them. Says how many they are; their
 * gradients may have been scaled.
 */
export type RowSampler = (tree: number) => number;

/** Bagging, one-side sampling, or all rows. */
export function createRowSampler(binned: BinnedRows, options: BoostingOptions, random: Random): RowSampler {
  const { goss } = options;
  if (goss !== undefined) {
    // One-side sampling needs gradients that mean something: it begins after as many trees as one full step takes.
    const first = Math.floor(1 / options.learningRate);
    return (tree) => (tree < first ? useAll(binned) : drawOneSided(binned, goss, random));
  }
  if (options.baggingEvery === 0 || options.baggingFraction === 1) return () => useAll(binned);
  const wanted = Math.max(1, Math.round(binned.rowCount * options.baggingFraction));
  let bag = new Int32Array();
  return (tree) => {
    if (tree % options.baggingEvery === 0) bag = drawBag(binned.rowCount, wanted, random);
    binned.rows.set(bag);
    return wanted;
  };
}

/** The features that a tree may use, rising. */
export function drawFeatures(count: number, fraction: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, feature) => feature);
  const wanted = Math.max(1, Math.round(count * fraction));
  for (let index = 0; index < wanted && wanted < count; index += 1) {
    const other = index + random.int(count - index);
    const taken = all[index] ?? 0;
    all[index] = all[other] ?? 0;
    all[other] = taken;
  }
  return all.slice(0, wanted).sort((left, right) => left - right);
}

function useAll({ rows, rowCount }: BinnedRows): number {
  for (let row = 0; row < rowCount; row += 1) rows[row] = row;
  return rowCount;
}

/** Selection sampling (Knuth 3.4.2, algorithm S): `wanted` rows in rising order, then the others. */
function drawBag(rowCount: number, wanted: number, random: Random): Int32Array<ArrayBuffer> {
  const chosen = new Int32Array(rowCount);
  let taken = 0;
  let others = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if (random.next() * (rowCount - row) < wanted - taken) chosen[taken++] = row;
    else chosen[wanted + others++] = row;
  }
  return chosen;
}

/** Rows with large gradients, and some of the others, which count for all of those. */
function drawOneSided(binned: BinnedRows, { topRate, otherRate }: GossOptions, random: Random): number {
  const { gradients, rowCount, rows } = binned;
  const sizes = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    sizes[row] = Math.abs((gradients[2 * row] ?? 0) * (gradients[2 * row + 1] ?? 0));
  }
  const border = sizes.toSorted()[rowCount - Math.max(1, Math.floor(rowCount * topRate))] ?? 0;
  const others = sizes.reduce((count, size) => count + (size < border ? 1 : 0), 0);
  const wanted = Math.min(others, Math.max(1, Math.floor(rowCount * otherRate)));
  const bag = drawBag(others, wanted, random).subarray(0, wanted);
  let used = 0;
  let rest = rowCount;
  let seen = 0;
  let drawn = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if ((sizes[row] ?? 0) >= border) {
      rows[used++] = row;
    } else if (bag[drawn] === seen++) {
      drawn += 1;
      rows[used++] = row;
      amplify(gradients, row, others / wanted);
    } else {
      rows[--rest] = row;
    }
  }
  return used;
}

function amplify(gradients: Float32Array, row: number, factor: number): void {
  gradients[2 * row] = (gradients[2 * row] ?? 0) * factor;
  gradients[2 * row + 1] = (gradients[2 * row + 1] ?? 0) * factor;
}
