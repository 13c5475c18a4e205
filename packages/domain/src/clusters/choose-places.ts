import type { ClusterMethod, FitClusters } from "@rapport/contracts/clusters";
import { RapportError } from "@rapport/contracts/errors";
import { dot } from "@rapport/engine/embed-behaviour";
import type { Random } from "@rapport/engine/random";
import { fitByDensity } from "./fit-by-density.ts";
import { fitCentres } from "./fit-centres.ts";
import type { ClusterPlace } from "./place-vectors.ts";

/** Where clusters lie, how they were found, and how distinct they are. */
export type ChosenPlaces = {
  method: ClusterMethod;
  places: ClusterPlace[];
  silhouette: number;
  /** Numbers of clusters of k-means that were tried. */
  tried: { k: number; silhouette: number }[];
};

/** Clusters by the method that was asked for, or by the one whose clusters are more distinct. @throws RapportError conflict */
export async function choosePlaces(
  points: readonly Float32Array[],
  { method, k }: FitClusters,
  random: Random,
  onProgress: (done: number, note: string) => void,
): Promise<ChosenPlaces> {
  onProgress(0, "looks for dense groups");
  const dense = method === "k-means" || k !== undefined ? undefined : await fitByDensity(points, random);
  const byDensity = dense && ({ method: "hdbscan", ...dense, tried: [] } satisfies ChosenPlaces);
  if (method === "hdbscan") {
    if (byDensity) return byDensity;
    throw new RapportError("conflict", "Density finds no two groups among these people: ask for k-means");
  }
  const { centres, silhouette, tried } = await fitCentres(points, k, random, (done) =>
    onProgress(done, `tried ${done} clusters`),
  );
  if (byDensity && byDensity.silhouette > silhouette) return { ...byDensity, tried };
  const places = centres.map((centre) => ({ centre: [...toUnit(centre)], parts: null, reach: null }));
  return { method: "k-means", places, silhouette, tried };
}

/** Of length 1, so that the nearest centre is the one with the largest cosine. */
function toUnit(centre: Float32Array): Float32Array {
  const length = Math.sqrt(dot(centre, centre));
  return length === 0 ? centre : centre.map((value) => value / length);
}
