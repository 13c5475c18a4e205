import type { ReachEdge } from "./reachability-tree.ts";

/** Points up to which comparing all with all costs less than what would spare comparisons. */
export const FEW_POINTS = 512;

/**
 * The minimum spanning tree by mutual reachability of few points: all distances, then Prim's tree, which takes the nearest point to
 * what it has, one after the other (Prim, 1957). Of edges with the same reach the shorter one is taken, as `spanReachability` does.
 * O(n² × d) time, 8 n² bytes.
 * @throws RangeError on a coordinate that is no finite number
 */
export function spanDensely(points: readonly Float32Array[], minSamples: number): ReachEdge[] {
  const count = points.length;
  // Squares order as distances do, and need no roots.
  const squares = measureAll(points);
  const cores = findCores(squares, count, minSamples);
  const edges: ReachEdge[] = [];
  const reaches = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const lengths = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(count);
  const outside = Int32Array.from({ length: count - 1 }, (_, i) => i + 1);
  for (let [at, left] = [0, count - 1]; left > 0; left--) {
    const core = cores[at] ?? 0;
    const row = at * count;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < left; i++) {
      const other = outside[i] ?? 0;
      const distance = squares[row + other] ?? 0;
      const theirs = cores[other] ?? 0;
      // By hand: Math.max of three looks for NaN and signed zeros, which costs a third of the whole here.
      let reach = core > theirs ? core : theirs;
      if (distance > reach) reach = distance;
      let held = reaches[other] ?? 0;
      let length = lengths[other] ?? 0;
      if (reach < held || (reach === held && distance < length)) {
        held = reaches[other] = reach;
        length = lengths[other] = distance;
        from[other] = at;
      }
      if (held < least || (held === least && length < shortest)) {
        nearest = i;
        least = held;
        shortest = length;
      }
    }
    at = outside[nearest] ?? 0;
    outside[nearest] = outside[left - 1] ?? 0;
    edges.push({ a: from[at] ?? 0, b: at, reach: Math.sqrt(least), distance: Math.sqrt(shortest) });
  }
  return edges;
}

/** Squared distances of all points to all, row by row: 64 bits, added in the order of the dimensions. */
function measureAll(points: readonly Float32Array[]): Float64Array {
  const count = points.length;
  const dimensions = points[0]?.length ?? 0;
  const values = new Float64Array(count * dimensions);
  for (const [i, point] of points.entries()) values.set(point, i * dimensions);
  if (!values.every(Number.isFinite)) throw new RangeError("A coordinate is no number");
  const squares = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    const left = a * dimensions;
    for (let [b, right] = [a + 1, left + dimensions]; b < count; b++, right += dimensions) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) {
        const difference = (values[left + i] ?? 0) - (values[right + i] ?? 0);
        sum += difference * difference;
      }
      squares[a * count + b] = sum;
      squares[b * count + a] = sum;
    }
  }
  return squares;
}

/** Squared distance of each point to its `minSamples`-th nearest, itself the first. */
function findCores(squares: Float64Array, count: number, minSamples: number): Float64Array {
  const cores = new Float64Array(count);
  const held = new Float64Array(minSamples);
  const last = minSamples - 1;
  for (let point = 0; point < count; point++) {
    const row = point * count;
    // The first ones as they are, then only what is nearer than the widest that is held.
    for (let i = 0; i < minSamples; i++) held[i] = squares[row + i] ?? 0;
    held.sort();
    let widest = held[last] ?? 0;
    for (let at = row + minSamples; at < row + count; at++) {
      const square = squares[at] ?? 0;
      if (square >= widest) continue;
      let place = last;
      for (; place > 0 && (held[place - 1] ?? 0) > square; place--) held[place] = held[place - 1] ?? 0;
      held[place] = square;
      widest = held[last] ?? 0;
    }
    cores[point] = widest;
  }
  return cores;
}
