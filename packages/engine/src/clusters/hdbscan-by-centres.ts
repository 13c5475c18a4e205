import type { Random } from "../random.ts";
import type { NearestCentres } from "./centre-search.ts";
import { createCentreSearch } from "./centre-search.ts";
import type { Hdbscan } from "./hdbscan.ts";
import { fitHdbscan } from "./hdbscan.ts";

export type ByCentresOptions = {
  /** The least that a cluster holds, in points. */
  minClusterSize: number;
  /** Neighbouring centres by which the density at one is told. */
  minSamples?: number;
  /** Small groups that stand for all points; √(20 n) when absent, from 200 to 1,500. */
  centres?: number;
};

/** Clusters of many points, and what is needed to say of another point which is its own. */
export type HdbscanByCentres = Hdbscan & {
  centres: Float32Array[];
  /** Cluster of each centre, −1 where it is noise, and how far inside it is. */
  centreLabels: Int32Array;
  centreProbabilities: Float64Array;
};

/** Points that centres are fitted to, per centre: more hardly moves them. */
const FITTED_PER_CENTRE = 12;
const STEPS = 4;
/** Points that are searched for between two turns of other work. */
const AT_ONCE = 2_048;

/**
 * HDBSCAN for audiences that are too large for pairs of people: k-means makes many small groups, HDBSCAN with their sizes as
 * weights makes clusters of their centres, and each point is in the cluster of its centre unless it lies farther off than that
 * cluster reaches. k-means alone would cut clusters; groups this small lie inside of one (the idea is BIRCH's: Zhang,
 * Ramakrishnan and Livny, SIGMOD 1996). O(n × centres × d), in steps of some 20 ms for 64 dimensions between which other work
 * may have its turn.
 * @throws RangeError on fewer than two points or centres
 */
export function* fitHdbscanByCentres(
  points: readonly Float32Array[],
  options: ByCentresOptions,
  random: Random,
): Generator<undefined, HdbscanByCentres> {
  const wanted = options.centres ?? Math.min(1_500, Math.max(200, Math.round(Math.sqrt(20 * points.length))));
  const fitted = draw(points, wanted * FITTED_PER_CENTRE, random);
  let centres: Float32Array[] = fitted.slice(0, Math.min(wanted, fitted.length)).map((point) => point.slice());
  for (let step = 0; step < STEPS; step++) {
    const { nearest } = yield* search(fitted, centres);
    centres = moveToMeans(fitted, nearest, centres);
  }
  const found = yield* search(points, centres);
  const weights = new Float64Array(centres.length);
  for (const at of found.nearest) weights[at] = (weights[at] ?? 0) + 1;
  const { minClusterSize, minSamples = 5 } = options;
  const fit = fitHdbscan(centres, { minClusterSize, minSamples: Math.min(minSamples, centres.length), weights });
  return {
    ...fit,
    ...propagate(fit, found),
    centres,
    centreLabels: fit.labels,
    centreProbabilities: fit.probabilities,
  };
}

function* search(
  points: readonly Float32Array[],
  centres: readonly Float32Array[],
): Generator<undefined, NearestCentres> {
  const find = createCentreSearch(centres);
  const into = { nearest: new Int32Array(points.length), distances: new Float32Array(points.length) };
  for (let from = 0; from < points.length; from += AT_ONCE) {
    find(points, into, from, Math.min(points.length, from + AT_ONCE));
    yield;
  }
  return into;
}

function propagate({ labels, probabilities, reaches }: Hdbscan, { nearest, distances }: NearestCentres) {
  const own = nearest.map((at, i) => {
    const label = labels[at] ?? -1;
    return label >= 0 && (distances[i] ?? 0) <= (reaches[label] ?? 0) ? label : -1;
  });
  const inside = Float64Array.from(nearest, (at, i) => ((own[i] ?? -1) < 0 ? 0 : (probabilities[at] ?? 0)));
  return { labels: own, probabilities: inside };
}

/** Some of the points, each equally likely, in random order. */
function draw(points: readonly Float32Array[], size: number, random: Random): Float32Array[] {
  const all = [...points];
  const count = Math.min(size, all.length);
  for (let i = 0; i < count; i++) {
    const j = i + random.int(all.length - i);
    const [one, other] = [all[i], all[j]];
    if (one && other) [all[i], all[j]] = [other, one];
  }
  return all.slice(0, count);
}

/** Each centre at the mean of its points; one without any is left out. */
function moveToMeans(
  points: readonly Float32Array[],
  nearest: Int32Array,
  centres: readonly Float32Array[],
): Float32Array[] {
  const sums = centres.map((centre) => new Float64Array(centre.length));
  const counts = new Int32Array(centres.length);
  for (let i = 0; i < points.length; i++) {
    const at = nearest[i] ?? 0;
    counts[at] = (counts[at] ?? 0) + 1;
    const [sum, point] = [sums[at], points[i]];
    for (let k = 0; sum && point && k < point.length; k++) sum[k] = (sum[k] ?? 0) + (point[k] ?? 0);
  }
  return sums.flatMap((sum, at) => {
    const count = counts[at] ?? 0;
    return count === 0 ? [] : [Float32Array.from(sum, (total) => total / count)];
  });
}
