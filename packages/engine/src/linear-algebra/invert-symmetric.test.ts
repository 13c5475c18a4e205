import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { invertSymmetric } from "./invert-symmetric.ts";
import type { SymmetricTiles } from "./symmetric-tiles.ts";
import { createSymmetricTiles, positionOf } from "./symmetric-tiles.ts";

/** A positive definite matrix Xᵀ·X + I, and the same in the tiles. */
function fill(tiles: SymmetricTiles, seed: number): number[][] {
  const random = createRandom(seed);
  const rows = Array.from({ length: tiles.size }, () => Array.from({ length: 40 }, () => random.normal()));
  const matrix = rows.map((left, i) =>
    rows.map((right, j) => left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), i === j ? 1 : 0)),
  );
  matrix.forEach((row, i) => {
    row.forEach((value, j) => {
      if (j <= i) tiles.kernel.floats[positionOf(i, j)] = value;
    });
  });
  return matrix;
}

const entryOf = (tiles: SymmetricTiles, i: number, j: number) => tiles.kernel.floats[positionOf(i, j)] ?? 0;

describe("invertSymmetric", () => {
  it.each([1, 63, 64, 65, 150])("gives what the matrix times it makes the identity, for %i rows", (size) => {
    const tiles = createSymmetricTiles(size);
    const matrix = fill(tiles, size);
    invertSymmetric(tiles);
    let worst = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        const product = (matrix[i] ?? []).reduce((sum, value, k) => sum + value * entryOf(tiles, k, j), 0);
        worst = Math.max(worst, Math.abs(product - Number(i === j)));
      }
    }
    // The precision of 32 bits times the norm of the matrix, some 400, and its condition, as much.
    expect(worst).toBeLessThan(400 * 400 * 6e-8);
  });

  it("gives the same bits with vectors and without", () => {
    const [vectors, loops] = [true, false].map((vectorised) => {
      const tiles = createSymmetricTiles(130, { vectorised });
      fill(tiles, 7);
      invertSymmetric(tiles);
      return tiles.kernel;
    });
    expect([vectors?.vectorised, loops?.vectorised]).toEqual([true, false]);
    expect(vectors?.floats).toEqual(loops?.floats);
  });

  it("refuses a matrix that is not positive definite, instead of giving numbers", () => {
    const tiles = createSymmetricTiles(3);
    tiles.kernel.floats[positionOf(0, 0)] = 1;
    tiles.kernel.floats[positionOf(1, 1)] = -1;
    tiles.kernel.floats[positionOf(2, 2)] = 1;
    expect(() => invertSymmetric(tiles)).toThrow(/positive definite/);
  });

  it("tells its progress up to 1", () => {
    const shares: number[] = [];
    const tiles = createSymmetricTiles(100);
    fill(tiles, 1);
    invertSymmetric(tiles, (share) => shares.push(share));
    expect(shares).toEqual([0.5, 1]);
  });
});
