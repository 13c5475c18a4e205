import type { Random } from "../random.ts";

/** Centres, and for each point the centre that is nearest and its squared distance to it. */
export type KMeans = {
  centres: Float32Array[];
  nearest: Int32Array;
  distances: Float64Array;
  /** Sum of the squared distances: what Lloyd's steps make smaller. */
  inertia: number;
};

/**
 * Groups points into `k` clusters: k-means++ seeding (Arthur and Vassilvitskii, SODA 2007), then Lloyd's steps until nothing
 * moves or `iterations` are done; the best of `restarts`, as scikit-learn's `n_init` does. O(restarts × iterations × n × k × d).
 * @throws RangeError unless 1 ≤ k ≤ points
 */
export function fitKMeans(
  points: readonly Float32Array[],
  k: number,
  random: Random,
  { restarts = 3, iterations = 50 } = {},
): KMeans {
  if (!(k >= 1 && k <= points.length)) throw new RangeError(`${points.length} points make no ${k} clusters`);
  let best: KMeans | undefined;
  for (let i = 0; i < restarts; i++) {
    let fit = assignPoints(points, seedCentres(points, k, random));
    for (let step = 0; step < iterations; step++) {
      const next = stepKMeans(points, fit);
      const isDone = next.inertia >= fit.inertia;
      fit = next;
      if (isDone) break;
    }
    if (!best || fit.inertia < best.inertia) best = fit;
  }
  if (!best) throw new RangeError("There is nothing without a first start");
  return best;
}

/** One of Lloyd's steps: each centre moves to the mean of its points; one without any to the point that lies farthest off. */
export function stepKMeans(points: readonly Float32Array[], { centres, nearest, distances }: KMeans): KMeans {
  const sums = centres.map((centre) => new Float64Array(centre.length));
  const counts = new Int32Array(centres.length);
  for (const [i, point] of points.entries()) {
    const at = nearest[i] ?? 0;
    counts[at] = (counts[at] ?? 0) + 1;
    const sum = sums[at];
    for (let j = 0; sum && j < point.length; j++) sum[j] = (sum[j] ?? 0) + (point[j] ?? 0);
  }
  const farthest = distances.reduce((worst, distance, i) => (distance > (distances[worst] ?? 0) ? i : worst), 0);
  const moved = sums.map((sum, at) => {
    const count = counts[at] ?? 0;
    return count > 0 ? Float32Array.from(sum, (total) => total / count) : Float32Array.from(points[farthest] ?? sum);
  });
  return assignPoints(points, moved);
}

/** The nearest centre of each point. */
export function assignPoints(points: readonly Float32Array[], centres: Float32Array[]): KMeans {
  const nearest = new Int32Array(points.length);
  const distances = new Float64Array(points.length);
  let inertia = 0;
  for (const [i, point] of points.entries()) {
    let [at, least] = [0, Number.POSITIVE_INFINITY];
    for (let c = 0; c < centres.length; c++) {
      const distance = squaredDistance(point, centres[c] ?? point);
      if (distance < least) [at, least] = [c, distance];
    }
    nearest[i] = at;
    distances[i] = least;
    inertia += least;
  }
  return { centres, nearest, distances, inertia };
}

/**
 * Mean silhouette of all points (Rousseeuw, 1987): for each, how much nearer its own cluster is than the next one, −1 to 1; 0
 * for who is alone. O(n² × d): for a sample.
 */
export function measureSilhouette(points: readonly Float32Array[], nearest: Int32Array, k: number): number {
  const sizes = new Float64Array(k);
  for (const at of nearest) sizes[at] = (sizes[at] ?? 0) + 1;
  let total = 0;
  for (const [i, point] of points.entries()) {
    const sums = new Float64Array(k);
    for (const [j, other] of points.entries()) {
      const at = nearest[j] ?? 0;
      sums[at] = (sums[at] ?? 0) + Math.sqrt(squaredDistance(point, other));
    }
    const own = nearest[i] ?? 0;
    const size = sizes[own] ?? 0;
    if (size <= 1) continue;
    const inside = (sums[own] ?? 0) / (size - 1);
    const outside = Math.min(
      ...[...sums].flatMap((sum, at) => (at === own || !sizes[at] ? [] : [sum / (sizes[at] ?? 1)])),
    );
    if (Number.isFinite(outside)) total += (outside - inside) / Math.max(inside, outside, Number.MIN_VALUE);
  }
  return points.length === 0 ? 0 : total / points.length;
}

function seedCentres(points: readonly Float32Array[], k: number, random: Random): Float32Array[] {
  const centres = [Float32Array.from(random.pick(points))];
  const distances = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY);
  while (centres.length < k) {
    const last = centres.at(-1) ?? new Float32Array();
    let sum = 0;
    for (const [i, point] of points.entries()) {
      distances[i] = Math.min(distances[i] ?? 0, squaredDistance(point, last));
      sum += distances[i] ?? 0;
    }
    let rest = random.next() * sum;
    let at = 0;
    while (at < points.length - 1 && rest >= (distances[at] ?? 0)) rest -= distances[at++] ?? 0;
    centres.push(Float32Array.from(points[at] ?? last));
  }
  return centres;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    sum += difference * difference;
  }
  return sum;
}
