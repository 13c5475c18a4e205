import { createTileKernel, TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";
import { orderBySplits } from "./order-by-splits.ts";

/**
 * Points in tiles of 64 that lie close together, so that two tiles that are far apart are passed over as one, and the products of
 * two that are not come from one run of the kernel. Places count in tile order; `order` leads back to the points as given.
 */
export type PointTiles = {
  readonly count: number;
  readonly dimensions: number;
  /** Tiles; the last may be part empty. */
  readonly tiles: number;
  /** Point at each place. */
  readonly order: Int32Array;
  /** Squared Euclidean distance of the points at two places: 64 bits, added in the order of the dimensions. */
  square(a: number, b: number): number;
  /** No point of one tile is nearer to one of the other than this. */
  apart(tileA: number, tileB: number): number;
  /** The same, measured along the line between their centres: narrower, the more dimensions there are, and 130 products dearer. */
  gap(tileA: number, tileB: number): number;
  /**
   * Squared distances of all places of one tile and all of another, row by row, each no more than `slack` off; a view that
   * the next call overwrites.
   */
  squares(tileA: number, tileB: number): { values: Float32Array; slack: number };
};

/**
 * Cuts points into tiles. O(n × (d + log n)) time, 16 bytes a coordinate.
 * @throws RangeError on a coordinate that is no finite number
 */
export function createPointTiles(points: readonly Float32Array[]): PointTiles {
  const count = points.length;
  const dimensions = points[0]?.length ?? 0;
  const tiles = Math.ceil(count / TILE);
  if (points.some((point) => !point.every(Number.isFinite))) throw new RangeError("A coordinate is no number");
  const order = orderBySplits(points, TILE);
  const exact = new Float64Array(count * dimensions);
  for (let place = 0; place < count; place++) exact.set(points[order[place] ?? 0] ?? [], place * dimensions);
  const balls = enclose(exact, dimensions, tiles);
  const products = createProducts(exact, dimensions, tiles);
  return {
    ...{ count, dimensions, tiles, order },
    square: (a, b) => squareBetween(exact, a * dimensions, b * dimensions, dimensions),
    apart(a, b) {
      const { centres, radii } = balls;
      const between = Math.sqrt(squareBetween(centres, a * dimensions, b * dimensions, dimensions));
      return Math.max(0, between - (radii[a] ?? 0) - (radii[b] ?? 0));
    },
    gap: (a, b) => gapBetween(exact, balls.centres, dimensions, a, b),
    squares: products,
  };
}

function squareBetween(values: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++) {
    const difference = (values[a + i] ?? 0) - (values[b + i] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** How far apart two tiles are along the line between their centres: no two points are nearer than their shadows on it. */
function gapBetween(exact: Float64Array, centres: Float64Array, dimensions: number, a: number, b: number): number {
  const line = new Float64Array(dimensions);
  let length = 0;
  for (let i = 0; i < dimensions; i++) {
    line[i] = (centres[b * dimensions + i] ?? 0) - (centres[a * dimensions + i] ?? 0);
    length += (line[i] ?? 0) ** 2;
  }
  if (length === 0) return 0;
  let [high, low] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const shadow = (at: number) => {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += (exact[at + i] ?? 0) * (line[i] ?? 0);
    return sum;
  };
  const step = TILE * dimensions;
  for (let at = a * step; at < Math.min(exact.length, (a + 1) * step); at += dimensions)
    high = Math.max(high, shadow(at));
  for (let at = b * step; at < Math.min(exact.length, (b + 1) * step); at += dimensions)
    low = Math.min(low, shadow(at));
  // A bound must not be too high by its own rounding.
  return (low - high) / Math.sqrt(length) - 1e-9 * Math.sqrt(length);
}

/** A ball around each tile's points. */
function enclose(exact: Float64Array, dimensions: number, tiles: number) {
  const count = exact.length / Math.max(1, dimensions);
  const centres = new Float64Array(tiles * dimensions);
  const radii = new Float64Array(tiles);
  for (let tile = 0; tile < tiles; tile++) {
    const [from, to] = [tile * TILE, Math.min(count, tile * TILE + TILE)];
    const centre = centres.subarray(tile * dimensions, (tile + 1) * dimensions);
    for (let place = from; place < to; place++) {
      for (let i = 0; i < dimensions; i++) {
        centre[i] = (centre[i] ?? 0) + (exact[place * dimensions + i] ?? 0) / (to - from);
      }
    }
    let widest = 0;
    for (let place = from; place < to; place++) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += ((centre[i] ?? 0) - (exact[place * dimensions + i] ?? 0)) ** 2;
      widest = Math.max(widest, sum);
    }
    // A bound must not be too high by its own rounding.
    radii[tile] = Math.sqrt(widest) * (1 + 1e-12);
  }
  return { centres, radii };
}

/**
 * Squared distances as |a|² + |b|² − 2ab, in 32 bits about the mean of all, with the bound of what that loses. The norms are two
 * more coordinates, so that the kernel adds them: (−2a, |a|², 1) · (b, 1, |b|²).
 */
function createProducts(exact: Float64Array, dimensions: number, tiles: number): PointTiles["squares"] {
  const count = exact.length / Math.max(1, dimensions);
  const depth = dimensions + 2;
  const half = tiles * depth * TILE;
  const kernel = createTileKernel(2 * half + TILE_FLOATS);
  const { floats } = kernel;
  const mean = meanOf(exact, dimensions);
  const largest = new Float64Array(tiles);
  for (let place = 0; place < count; place++) {
    const tile = Math.floor(place / TILE);
    const left = tile * depth * TILE + (place % TILE);
    const right = half + left;
    let norm = 0;
    for (let i = 0; i < dimensions; i++) {
      const value = (exact[place * dimensions + i] ?? 0) - (mean[i] ?? 0);
      norm += value * value;
      floats[left + i * TILE] = -2 * value;
      floats[right + i * TILE] = value;
    }
    floats[left + dimensions * TILE] = floats[right + (dimensions + 1) * TILE] = norm;
    floats[left + (dimensions + 1) * TILE] = floats[right + dimensions * TILE] = 1;
    largest[tile] = Math.max(largest[tile] ?? 0, norm);
  }
  // Rounding of coordinates, products and sums (Higham, Accuracy and Stability of Numerical Algorithms, §3.1), doubled.
  const error = (dimensions + 8) * 2 ** -22;
  const values = floats.subarray(2 * half, 2 * half + TILE_FLOATS);
  return (tileA, tileB) => {
    values.fill(0);
    kernel.multiplyAdd(2 * half, tileA * depth * TILE, half + tileB * depth * TILE, depth);
    return { values, slack: error * ((largest[tileA] ?? 0) + (largest[tileB] ?? 0)) };
  };
}

function meanOf(exact: Float64Array, dimensions: number): Float64Array {
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < exact.length; at += dimensions) {
    for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] ?? 0) + (exact[at + i] ?? 0);
  }
  return mean.map((sum) => (sum * dimensions) / exact.length);
}
