import { TILE } from "../linear-algebra/tile-kernel.ts";
import { createGroups } from "./groups.ts";
import type { NearestPlaces } from "./nearest-places.ts";
import type { PointTiles } from "./point-tiles.ts";

/** An edge of the tree: two places, their distance, and how far one must reach for them to be one. */
export type ReachEdge = { a: number; b: number; reach: number; distance: number };

/** What is known of the nearest point outside of each point's group. */
type Search = {
  points: PointTiles;
  cores: Float64Array;
  /** Nearest foreign place that was found, its reach and its distance. */
  best: Int32Array;
  reaches: Float64Array;
  distances: Float64Array;
  /** Every foreign place but `best` has at least this reach. */
  floors: Float64Array;
  /** Root of each place's group. */
  roots: Int32Array;
  /** By root: the place with the least reach out of each group, and that reach. */
  exits: Int32Array;
  limits: Float64Array;
};

/**
 * The minimum spanning tree by mutual reachability, max(core a, core b, distance) (Campello, Moulavi and Sander, 2013), by
 * Borůvka's rounds: in each, every group of points is tied to what is nearest outside. Most points need no search, since their
 * nearest neighbours are known, and tiles that cannot hold anything nearer are passed over. Of edges with the same reach (many
 * have that of the point between them) the shorter one is taken, so that the tree does not depend on the order of the points.
 * @param cores distance within which each place has enough neighbours
 */
export function spanReachability(points: PointTiles, nearest: NearestPlaces, cores: Float64Array): ReachEdge[] {
  const { count } = points;
  const groups = createGroups(count);
  const search: Search = {
    ...{ points, cores },
    best: new Int32Array(count).fill(-1),
    reaches: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    distances: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    floors: new Float64Array(count),
    roots: new Int32Array(count),
    exits: new Int32Array(count),
    limits: new Float64Array(count),
  };
  for (let place = 0; place < count; place++) {
    const beyond = nearest.distances[place * nearest.width + nearest.width - 1] ?? 0;
    search.floors[place] = nearest.width >= count ? Number.POSITIVE_INFINITY : Math.max(cores[place] ?? 0, beyond);
  }
  const edges: ReachEdge[] = [];
  while (edges.length < count - 1) {
    for (let place = 0; place < count; place++) search.roots[place] = groups.find(place);
    recall(search, nearest);
    searchOpen(search);
    for (const edge of cheapest(search)) if (groups.join(edge.a, edge.b)) edges.push(edge);
  }
  return edges;
}

/** Takes what is known from the lists of neighbours, and the least reach out of each group. */
function recall(search: Search, { width, places, distances }: NearestPlaces): void {
  const { cores, best, reaches, roots, limits, exits } = search;
  limits.fill(Number.POSITIVE_INFINITY);
  exits.fill(-1);
  for (let place = 0; place < roots.length; place++) {
    const root = roots[place] ?? 0;
    const held = best[place] ?? -1;
    if (held < 0 || roots[held] === root) {
      best[place] = -1;
      reaches[place] = search.distances[place] = Number.POSITIVE_INFINITY;
      for (let at = place * width; at < (place + 1) * width; at++) {
        const other = places[at] ?? 0;
        if (roots[other] !== root) offer(search, place, other, distances[at] ?? 0);
      }
    }
    if (isShorter(search, place, exits[root] ?? -1)) [exits[root], limits[root]] = [place, reaches[place] ?? 0];
  }

  function offer(to: Search, place: number, other: number, distance: number): void {
    const reach = Math.max(cores[place] ?? 0, cores[other] ?? 0, distance);
    // The list is by distance: of two with the same reach the first is the nearer one.
    if (reach >= (reaches[place] ?? 0)) return;
    [to.best[place], to.reaches[place], to.distances[place]] = [other, reach, distance];
  }
}

/** Whether the way out from one place is shorter than that from another; any is shorter than none. */
function isShorter({ best, reaches, distances }: Search, place: number, than: number): boolean {
  if ((best[place] ?? -1) < 0) return false;
  if (than < 0) return true;
  const [reach, held] = [reaches[place] ?? 0, reaches[than] ?? 0];
  return reach < held || (reach === held && (distances[place] ?? 0) < (distances[than] ?? 0));
}

/** Searches for those points that might have something nearer than their group has. */
function searchOpen(search: Search): void {
  const { points, reaches, floors, roots, limits } = search;
  const isOpen = (place: number) =>
    (floors[place] ?? 0) <= (reaches[place] ?? 0) && (floors[place] ?? 0) <= (limits[roots[place] ?? 0] ?? 0);
  const uniform = uniformRoots(points, roots);
  const bounds = new Float64Array(points.tiles);
  const others = new Int32Array(points.tiles);
  const open: number[] = [];
  for (let tile = 0; tile < points.tiles; tile++) {
    open.length = 0;
    const to = Math.min(points.count, tile * TILE + TILE);
    for (let place = tile * TILE; place < to; place++) if (isOpen(place)) open.push(place);
    if (open.length === 0) continue;
    for (let other = 0; other < points.tiles; other++) {
      bounds[other] = points.apart(tile, other);
      others[other] = other;
    }
    others.sort((a, b) => (bounds[a] ?? 0) - (bounds[b] ?? 0));
    for (const other of others) {
      const limit = open.reduce((most, place) => Math.max(most, limits[roots[place] ?? 0] ?? 0), 0);
      if ((bounds[other] ?? 0) > limit) break;
      if (uniform[tile] !== -1 && uniform[tile] === uniform[other]) continue;
      if (points.gap(tile, other) <= limit) searchTile(search, open, other);
    }
    for (const place of open) {
      floors[place] = Math.max(floors[place] ?? 0, limits[roots[place] ?? 0] ?? 0);
    }
  }
}

/** The group that a whole tile belongs to; −1 where there are several. */
function uniformRoots({ tiles, count }: PointTiles, roots: Int32Array): Int32Array {
  const uniform = new Int32Array(tiles);
  for (let tile = 0; tile < tiles; tile++) {
    const part = roots.subarray(tile * TILE, Math.min(count, tile * TILE + TILE));
    const [first = -1] = part;
    uniform[tile] = part.every((root) => root === first) ? first : -1;
  }
  return uniform;
}

function searchTile(search: Search, open: number[], other: number): void {
  const { points, cores, best, reaches, distances, roots, exits, limits } = search;
  const { values, slack } = points.squares(Math.floor((open[0] ?? 0) / TILE), other);
  const columns = Math.min(TILE, points.count - other * TILE);
  for (const place of open) {
    const root = roots[place] ?? 0;
    const row = (place % TILE) * TILE;
    let limit = limits[root] ?? 0;
    let square = limit * limit + slack;
    for (let column = 0; column < columns; column++) {
      if ((values[row + column] ?? 0) > square) continue;
      const candidate = other * TILE + column;
      if (roots[candidate] === root || (cores[candidate] ?? 0) > limit) continue;
      const distance = Math.sqrt(points.square(place, candidate));
      const reach = Math.max(cores[place] ?? 0, cores[candidate] ?? 0, distance);
      if (reach > limit || (reach === limit && distance >= (distances[exits[root] ?? -1] ?? Infinity))) continue;
      [best[place], reaches[place], distances[place]] = [candidate, reach, distance];
      [exits[root], limits[root]] = [place, reach];
      limit = reach;
      square = limit * limit + slack;
    }
  }
}

/** The shortest edge out of each group. */
function* cheapest({ best, reaches, distances, exits }: Search): Iterable<ReachEdge> {
  for (const a of exits) {
    if (a >= 0) yield { a, b: best[a] ?? 0, reach: reaches[a] ?? 0, distance: distances[a] ?? 0 };
  }
}
