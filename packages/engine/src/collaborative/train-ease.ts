import { invertSymmetric } from "../linear-algebra/invert-symmetric.ts";
import type { SymmetricTiles } from "../linear-algebra/symmetric-tiles.ts";
import { createSymmetricTiles, positionOf, tileStart } from "../linear-algebra/symmetric-tiles.ts";
import { TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";
import type { Interactions } from "./interactions.ts";
import { countUsersOfItems, itemsOfUser } from "./interactions.ts";
import type { ItemWeights } from "./item-weights.ts";
import { createItemWeightsWriter } from "./item-weights.ts";
import { selectThreshold } from "./select-threshold.ts";

/** Settings of EASE^R. */
export type EaseOptions = {
  /** λ of the paper: what is added to the diagonal. Grows with the data; found on a validation split. */
  regularisation: number;
  /** Share of a user's items that training leaves out at random, in expectation: 0 is EASE, 0.2–0.5 its denoising form. */
  dropout: number;
  /** A user with n items counts n to the power of minus this: 0 counts everybody's items alike. */
  userNormalisation: number;
  /** The most frequent items get weights; beyond this many the tail is left to the other generators (time ~ n³). */
  headItems: number;
  /** Weights kept per item, those furthest from zero; more as long as `maxWeights` allows. */
  weightsPerItem: number;
  /** Weights kept of all items together, 8 bytes each: a small catalog keeps its whole rows. */
  maxWeights: number;
  /** Latest items of a user that count: one who touches thousands would cost millions of pairs and says little. */
  historySize: number;
};

/** Defaults: λ of the middle of the paper's data sets; the others as measured in this package's README. */
export const EASE_DEFAULTS: EaseOptions = {
  regularisation: 400,
  dropout: 0,
  userNormalisation: 0,
  headItems: 12_000,
  weightsPerItem: 200,
  maxWeights: 4_000_000,
  historySize: 400,
};

/**
 * EASE^R, a linear autoencoder with a zero diagonal in closed form (Steck, "Embarrassingly shallow autoencoders for
 * sparse data", WWW 2019): B = I − P·diag(1 / diag P) with P = (XᵀX + Λ)⁻¹. Dropout of inputs is the same formula with
 * Λ = λ + p / (1 − p)·diag(XᵀX) (Steck, "Autoencoders that don't overfit towards the identity", NeurIPS 2020, §3.1).
 * A history scores the sum of its items' rows. O(Σ histories² + n³) time and 2·n² bytes for n head items.
 * @param onProgress share that is done, 0–1
 * @throws RangeError when λ is too small for the precision
 */
export function trainEase(
  interactions: Interactions,
  options: EaseOptions,
  onProgress: (share: number) => void = () => {},
): ItemWeights {
  const head = listHead(interactions, options.headItems);
  const gram = createSymmetricTiles(head.length);
  accumulateGram(gram, interactions, head, options);
  const { floats } = gram.kernel;
  const diagonal = 1 + options.dropout / (1 - options.dropout);
  for (let row = 0; row < head.length; row += 1) {
    const position = positionOf(row, row);
    floats[position] = (floats[position] ?? 0) * diagonal + options.regularisation;
  }
  invertSymmetric(gram, (share) => onProgress(share * 0.95));
  const keep = Math.max(options.weightsPerItem, Math.floor(options.maxWeights / Math.max(1, head.length)));
  return truncateWeights(gram, interactions.items, head, keep);
}

/** The most frequent items, ascending, so that they keep the order of the table. */
function listHead(interactions: Interactions, size: number): Int32Array {
  const counts = countUsersOfItems(interactions);
  const seen = Int32Array.from(counts.keys()).filter((item) => (counts[item] ?? 0) > 0);
  seen.sort((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0) || left - right);
  return seen.slice(0, size).sort();
}

/** Adds every user's pairs of items to the lower triangle: the hot loop of the preparation, so it computes places by hand. */
function accumulateGram(
  { kernel: { floats } }: SymmetricTiles,
  interactions: Interactions,
  head: Int32Array,
  { historySize, userNormalisation }: EaseOptions,
): void {
  const rowOf = new Int32Array(interactions.items).fill(-1);
  head.forEach((item, row) => {
    rowOf[item] = row;
  });
  const rows = new Int32Array(historySize);
  for (let user = 0; user < interactions.users; user += 1) {
    let count = 0;
    for (const item of itemsOfUser(interactions, user).slice(-historySize)) {
      const row = rowOf[item] ?? -1;
      if (row < 0) continue;
      rows[count] = row;
      count += 1;
    }
    const weight = userNormalisation === 0 ? 1 : count ** -userNormalisation;
    const own = rows.subarray(0, count).sort();
    for (let first = 0; first < count; first += 1) {
      const high = own[first] ?? 0;
      const base = tileStart(high >> 6, 0) + (high & (TILE - 1)) * TILE;
      for (let second = 0; second <= first; second += 1) {
        const low = own[second] ?? 0;
        const position = base + (low >> 6) * TILE_FLOATS + (low & (TILE - 1));
        floats[position] = (floats[position] ?? 0) + weight;
      }
    }
  }
}

/** Turns the inverse into weights, row by row of tiles, and keeps the strongest of each item. */
function truncateWeights(gram: SymmetricTiles, items: number, head: Int32Array, keep: number): ItemWeights {
  const { floats } = gram.kernel;
  const size = head.length;
  const inverseDiagonal = Float32Array.from(head, (_, row) => 1 / (floats[positionOf(row, row)] ?? 1));
  const dense = new Float32Array(TILE * gram.tiles * TILE);
  const writer = createItemWeightsWriter(items, Math.min(size * keep, size * size));
  let nextItem = 0;
  for (let row = 0; row < size; row += 1) {
    if (row % TILE === 0) readTileRow(gram, row / TILE, dense);
    const start = (row % TILE) * gram.tiles * TILE;
    const line = dense.subarray(start, start + size);
    for (let column = 0; column < size; column += 1) {
      line[column] = column === row ? 0 : -(line[column] ?? 0) * (inverseDiagonal[column] ?? 0);
    }
    const threshold = selectThreshold(line.map(Math.abs), keep);
    for (; nextItem < (head[row] ?? 0); nextItem += 1) writer.endRow();
    line.forEach((weight, column) => {
      if (weight !== 0 && Math.abs(weight) >= threshold) writer.add(head[column] ?? 0, weight);
    });
    writer.endRow();
    nextItem += 1;
  }
  for (; nextItem < items; nextItem += 1) writer.endRow();
  return writer.finish();
}

/** Copies 64 whole rows of the symmetric matrix into dense ones. */
function readTileRow({ tiles, kernel: { floats } }: SymmetricTiles, tileRow: number, dense: Float32Array): void {
  const width = tiles * TILE;
  for (let tile = 0; tile < tiles; tile += 1) {
    const isLower = tile <= tileRow;
    const start = isLower ? tileStart(tileRow, tile) : tileStart(tile, tileRow);
    const [rowStep, columnStep] = isLower ? [TILE, 1] : [1, TILE];
    for (let row = 0; row < TILE; row += 1) {
      for (let column = 0; column < TILE; column += 1) {
        dense[row * width + tile * TILE + column] = floats[start + row * rowStep + column * columnStep] ?? 0;
      }
    }
  }
}
