import type { NearestPlaces } from "./nearest-places.ts";
import { findNearestPlaces } from "./nearest-places.ts";
import { createPointTiles } from "./point-tiles.ts";
import type { ReachEdge } from "./reachability-tree.ts";
import { spanReachability } from "./reachability-tree.ts";

/** Neighbours that are looked for at least: the spanning tree takes most of its edges from among them. */
const NEIGHBOURS = 8;

/**
 * The minimum spanning tree by mutual reachability of many points, from tiles of them that are passed over where they are far apart.
 * At most O(n² × d log n); 16 bytes a coordinate, 400 a point. @throws RangeError on a coordinate that is no finite number
 */
export function spanByTiles(points: readonly Float32Array[], minSamples: number): ReachEdge[] {
  const tiles = createPointTiles(points);
  const nearest = findNearestPlaces(tiles, Math.min(points.length, Math.max(NEIGHBOURS, minSamples)));
  const edges = spanReachability(tiles, nearest, coresOf(nearest, minSamples, points.length));
  return edges.map((edge) => ({ ...edge, a: tiles.order[edge.a] ?? 0, b: tiles.order[edge.b] ?? 0 }));
}

function coresOf({ width, distances }: NearestPlaces, minSamples: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, place) => distances[place * width + minSamples - 1] ?? 0);
}
