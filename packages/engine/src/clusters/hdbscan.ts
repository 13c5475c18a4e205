import { condenseTree } from "./condense-tree.ts";
import { selectClusters } from "./select-clusters.ts";
import { spanByTiles } from "./span-by-tiles.ts";
import { FEW_POINTS, spanDensely } from "./span-densely.ts";

export type HdbscanOptions = {
  /** The least that a cluster holds. */
  minClusterSize: number;
  /** Neighbours, the point itself among them, by which its density is told; `minClusterSize` when absent. */
  minSamples?: number | undefined;
  /** How many each point stands for, one when absent; counts in sizes, not in densities. */
  weights?: Float64Array | undefined;
};

/** Clusters by density, and what belongs to none. */
export type Hdbscan = {
  /** Clusters found. */
  count: number;
  /** Cluster of each point from 0, or −1: noise. */
  labels: Int32Array;
  /** How far inside its cluster each point is, 0 (noise) to 1. */
  probabilities: Float64Array;
  /** How far each cluster reaches: a point that is no nearer to any of its own belongs to it no more. */
  reaches: number[];
  /** How near to each other the points in its densest place are: a point of probability p is left at `innermost` / p. */
  innermost: number[];
};

/**
 * HDBSCAN with excess of mass (Campello, Moulavi, Zimek and Sander, "Hierarchical Density Estimates for Data Clustering,
 * Visualization, and Outlier Detection", TKDD 2015), by Euclidean distance. Finds how many clusters there are, of any shape, and
 * leaves out what is in none. Exact, and the same in any order of the points. Labels and probabilities are scikit-learn's wherever
 * those do not depend on the order in which it was given the points: of merges at the very same reach, here the nearer comes
 * first. At most O(n² × d log n), much less where points lie in groups or in few dimensions; 16 bytes a coordinate, 400 a point.
 * @throws RangeError on fewer than two points, sizes below 2, or coordinates that are no numbers
 */
export function fitHdbscan(points: readonly Float32Array[], options: HdbscanOptions): Hdbscan {
  const { minClusterSize, minSamples = minClusterSize } = options;
  if (points.length < 2) throw new RangeError(`${points.length} points make no clusters`);
  if (!(minClusterSize >= 2)) throw new RangeError(`minClusterSize: ${minClusterSize} must be 2 or more`);
  if (!(minSamples >= 1 && minSamples <= points.length)) {
    throw new RangeError(`minSamples: ${minSamples} must be from 1 to the number of points, ${points.length}`);
  }
  const edges = points.length <= FEW_POINTS ? spanDensely(points, minSamples) : spanByTiles(points, minSamples);
  const weights = options.weights ?? new Float64Array(points.length).fill(1);
  const { labels, probabilities, births, deaths } = selectClusters(condenseTree(edges, weights, minClusterSize));
  return {
    count: births.length,
    labels,
    probabilities,
    reaches: births.map((birth) => 1 / birth),
    innermost: deaths.map((death) => 1 / death),
  };
}
