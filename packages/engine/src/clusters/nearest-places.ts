import { TILE } from "../linear-algebra/tile-kernel.ts";
import type { PointTiles } from "./point-tiles.ts";

/** The nearest places of each place, itself first, by distance: rows of `width`. */
export type NearestPlaces = { readonly width: number; readonly places: Int32Array; readonly distances: Float64Array };

/**
 * The exact nearest neighbours of all points: tiles are asked in the order of their distance, until the next one cannot hold
 * anything nearer. At most O(n² × d); much less where points lie in groups, or in few dimensions.
 * @throws RangeError unless 1 ≤ width ≤ points
 */
export function findNearestPlaces(points: PointTiles, width: number): NearestPlaces {
  const { count, tiles } = points;
  if (!(width >= 1 && width <= count)) throw new RangeError(`${count} points have no ${width} nearest`);
  const places = new Int32Array(count * width).fill(-1);
  const distances = new Float64Array(count * width).fill(Number.POSITIVE_INFINITY);
  const found: NearestPlaces = { width, places, distances };
  const bounds = new Float64Array(tiles);
  const others = new Int32Array(tiles);
  for (let tile = 0; tile < tiles; tile++) {
    for (let other = 0; other < tiles; other++) {
      bounds[other] = points.apart(tile, other);
      others[other] = other;
    }
    others.sort((a, b) => (bounds[a] ?? 0) - (bounds[b] ?? 0));
    for (const other of others) {
      if ((bounds[other] ?? 0) > widestOf(found, tile, count)) break;
      meet(points, tile, other, found);
    }
  }
  // Squares until here.
  for (let at = 0; at < distances.length; at++) distances[at] = Math.sqrt(distances[at] ?? 0);
  return found;
}

/** Distance beyond which nothing is near to any point of the tile. */
function widestOf({ width, distances }: NearestPlaces, tile: number, count: number): number {
  let widest = 0;
  const to = Math.min(count, tile * TILE + TILE);
  for (let place = tile * TILE; place < to; place++) {
    widest = Math.max(widest, distances[place * width + width - 1] ?? 0);
  }
  return Math.sqrt(widest);
}

/** Offers the points of one tile to those of another. The products are a sieve: what passes is measured exactly. */
function meet(points: PointTiles, tile: number, other: number, { width, places, distances }: NearestPlaces): void {
  const { values, slack } = points.squares(tile, other);
  const rows = Math.min(TILE, points.count - tile * TILE);
  const columns = Math.min(TILE, points.count - other * TILE);
  for (let row = 0; row < rows; row++) {
    const place = tile * TILE + row;
    const first = place * width;
    const last = first + width - 1;
    let limit = (distances[last] ?? 0) + slack;
    for (let column = 0; column < columns; column++) {
      if ((values[row * TILE + column] ?? 0) > limit) continue;
      const candidate = other * TILE + column;
      const square = points.square(place, candidate);
      if (square >= (distances[last] ?? 0)) continue;
      let at = last;
      // The point itself stands first, also before those at the same spot.
      while (
        at > first &&
        (square < (distances[at - 1] ?? 0) || (candidate === place && square === distances[at - 1]))
      ) {
        distances[at] = distances[at - 1] ?? 0;
        places[at] = places[at - 1] ?? 0;
        at--;
      }
      distances[at] = square;
      places[at] = candidate;
      limit = (distances[last] ?? 0) + slack;
    }
  }
}
