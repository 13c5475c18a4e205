import { createTileKernel, TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";

/** The nearest centre of each point, and its distance. */
export type NearestCentres = { nearest: Int32Array; distances: Float32Array };
/** Finds them for points from `from` on, into the answer at the same places. 32 bits: equal distances may fall either way. */
export type CentreSearch = (points: readonly Float32Array[], into: NearestCentres, from?: number, to?: number) => void;

/** Prepares centres to be searched for the nearest of each point: |x|² + |c|² − 2xc, where the kernel adds (x, 1) · (−2c, |c|²). O(points × centres × d). */
export function createCentreSearch(centres: readonly Float32Array[]): CentreSearch {
  const dimensions = centres[0]?.length ?? 0;
  const depth = dimensions + 1;
  const blocks = Math.ceil(centres.length / TILE);
  const rows = blocks * depth * TILE;
  const products = rows + depth * TILE;
  const kernel = createTileKernel(products + TILE_FLOATS);
  const { floats } = kernel;
  for (let c = 0; c < blocks * TILE; c++) {
    const centre = centres[c];
    const at = Math.floor(c / TILE) * depth * TILE + (c % TILE);
    let norm = 0;
    for (let i = 0; centre && i < dimensions; i++) {
      floats[at + i * TILE] = -2 * (centre[i] ?? 0);
      norm += (centre[i] ?? 0) ** 2;
    }
    // Where there is no centre nothing is near.
    floats[at + dimensions * TILE] = centre ? norm : 3e38;
  }
  const values = floats.subarray(products, products + TILE_FLOATS);
  return (points, { nearest, distances }, first = 0, end = points.length) => {
    for (let from = first; from < end; from += TILE) {
      const count = Math.min(TILE, end - from);
      const norms = fillRows(floats.subarray(rows, products), points, from, count);
      const least = new Float32Array(TILE).fill(Number.POSITIVE_INFINITY);
      for (let block = 0; block < blocks; block++) {
        values.fill(0);
        kernel.multiplyAdd(products, rows, block * depth * TILE, depth);
        for (let row = 0; row < count; row++) {
          let best = least[row] ?? 0;
          let at = -1;
          for (let column = row * TILE; column < row * TILE + TILE; column++) {
            const value = values[column] ?? 0;
            if (value < best) [best, at] = [value, column];
          }
          if (at < 0) continue;
          least[row] = best;
          nearest[from + row] = block * TILE + (at - row * TILE);
        }
      }
      for (let row = 0; row < count; row++) {
        distances[from + row] = Math.sqrt(Math.max(0, (least[row] ?? 0) + (norms[row] ?? 0)));
      }
    }
  };
}

/** Writes points as columns with a one below each; answers their squared lengths. */
function fillRows(rows: Float32Array, points: readonly Float32Array[], from: number, count: number): Float64Array {
  const norms = new Float64Array(TILE);
  for (let row = 0; row < count; row++) {
    const point = points[from + row] ?? new Float32Array();
    let norm = 0;
    for (let i = 0; i < point.length; i++) {
      rows[i * TILE + row] = point[i] ?? 0;
      norm += (point[i] ?? 0) ** 2;
    }
    rows[point.length * TILE + row] = 1;
    norms[row] = norm;
  }
  return norms;
}
