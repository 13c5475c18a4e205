import { setImmediate as pause } from "node:timers/promises";
import { CLUSTER_LIMITS } from "@rapport/contracts/clusters";
import type { HdbscanByCentres } from "@rapport/engine/hdbscan-by-centres";
import { fitHdbscanByCentres } from "@rapport/engine/hdbscan-by-centres";
import { measureSilhouette } from "@rapport/engine/k-means";
import type { Random } from "@rapport/engine/random";
import type { ClusterPlace } from "./place-vectors.ts";
import { createPlacing } from "./place-vectors.ts";

/** The least that a cluster holds: of the people it is looked for among, and in people. */
const LEAST_SHARE = 1 / 50;
const LEAST = 10;
/** A cluster reaches this many times as far as all but the outer ones of its people need. */
const SPREAD = 1.5;
const OUTER = 0.25;
/** Points that silhouettes are measured on: they grow with the square. */
const MEASURED_BY = 800;

/** What density found; fewer than two clusters, or more than anybody would read, are none. */
export type DensityFit = {
  places: ClusterPlace[];
  /** Mean silhouette of a sample; who is in no cluster counts as 0, so that leaving people out does not pay. */
  silhouette: number;
};

/**
 * Clusters of behaviour by density. HDBSCAN keeps a point in a cluster until that meets the next one, however far off it is; here
 * a cluster ends where nobody is as near to others as its people are. Other work gets its turn between the steps.
 */
export async function fitByDensity(points: readonly Float32Array[], random: Random): Promise<DensityFit | undefined> {
  const minClusterSize = Math.max(LEAST, Math.round(points.length * LEAST_SHARE));
  const steps = fitHdbscanByCentres(points, { minClusterSize }, random);
  let step = steps.next();
  for (; !step.done; step = steps.next()) await pause();
  const fit = step.value;
  const outlines = Array.from({ length: fit.count }, (_, label) => outline(fit, label));
  const found = createPlacing(outlines)(points);
  // A cluster of centres that nobody is near enough to is none.
  const kept = outlines.flatMap((place, at) => {
    const inside = points.filter((_, i) => found[i] === at);
    return inside.length === 0 ? [] : [{ ...place, centre: toUnit(meanOf(inside)) }];
  });
  if (kept.length < 2 || kept.length > CLUSTER_LIMITS.k) return undefined;
  return { places: kept, silhouette: silhouetteOf(points, found, fit.count) };
}

/** Where a cluster's people are, and how far it reaches beyond. */
function outline(fit: HdbscanByCentres, label: number): ClusterPlace & { parts: number[] } {
  const own = [...fit.centres.keys()].filter((at) => fit.centreLabels[at] === label);
  const sorted = fit.probabilities.filter((_, i) => fit.labels[i] === label).sort();
  const least = (sorted[Math.floor(sorted.length * OUTER)] ?? 0) / SPREAD;
  const parts = own.flatMap((at) => ((fit.centreProbabilities[at] ?? 0) < least ? [] : [fit.centres[at] ?? []]));
  const [reach = 0, innermost = 0] = [fit.reaches[label], fit.innermost[label]];
  return {
    centre: [...(parts[0] ?? [])],
    parts: parts.flatMap((part) => [...part]),
    // People at the very same spot say nothing about how far they reach.
    reach: innermost > 0 && least > 0 ? Math.min(reach, innermost / least) : reach,
  };
}

function silhouetteOf(points: readonly Float32Array[], places: Int32Array, count: number): number {
  const measured = points.slice(0, MEASURED_BY);
  const inside = [...measured.keys()].filter((i) => (places[i] ?? -1) >= 0);
  const members = inside.flatMap((i) => measured[i] ?? []);
  const own = Int32Array.from(inside, (i) => places[i] ?? 0);
  return (measureSilhouette(members, own, count) * members.length) / Math.max(1, measured.length);
}

function meanOf(points: readonly Float32Array[]): number[] {
  const sum = new Array<number>(points[0]?.length ?? 0).fill(0);
  for (const point of points) for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + (point[k] ?? 0);
  return sum;
}

function toUnit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => (length === 0 ? 0 : value / length));
}
