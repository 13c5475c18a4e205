import { createCentreSearch } from "@rapport/engine/centre-search";
import type { ClusterRow } from "@rapport/store/queries/clusters";

/** Where a cluster lies. */
export type ClusterPlace = Pick<ClusterRow, "centre" | "parts" | "reach">;

/** Finds the cluster of each vector, by place in the list; −1 for who is in none: without behaviour, or out of all reach. */
export function createPlacing(clusters: readonly ClusterPlace[]): (vectors: readonly Float32Array[]) => Int32Array {
  const parts = clusters.flatMap((cluster, place) => partsOf(cluster).map((centre) => ({ place, centre })));
  const find = createCentreSearch(parts.map(({ centre }) => centre));
  return (vectors) => {
    const into = { nearest: new Int32Array(vectors.length), distances: new Float32Array(vectors.length) };
    if (parts.length > 0) find(vectors, into);
    return into.nearest.map((at, i) => {
      const place = parts[at]?.place ?? -1;
      const isInReach = (into.distances[i] ?? 0) <= (clusters[place]?.reach ?? Number.POSITIVE_INFINITY);
      return isInReach && vectors[i]?.some((value) => value !== 0) ? place : -1;
    });
  };
}

function partsOf({ centre, parts }: ClusterPlace): Float32Array[] {
  if (parts === null) return [Float32Array.from(centre)];
  const { length } = centre;
  return Array.from({ length: parts.length / length }, (_, i) =>
    Float32Array.from(parts.slice(i * length, (i + 1) * length)),
  );
}
