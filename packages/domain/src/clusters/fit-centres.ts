import { setImmediate as pause } from "node:timers/promises";
import { assignPoints, fitKMeans, measureSilhouette, stepKMeans } from "@rapport/engine/k-means";
import type { Random } from "@rapport/engine/random";

/** Points that the number of clusters is chosen by, and that silhouettes are measured on: both grow with the square. */
const CHOSEN_BY = 2_000;
const MEASURED_BY = 800;
const MAX_TRIED = 12;
const STEPS = 10;

export type Fit = { centres: Float32Array[]; silhouette: number; tried: { k: number; silhouette: number }[] };

/**
 * Centres of behaviour: k-means for each number of clusters on a part of the points, the one with the highest silhouette moved
 * on by all of them. Other work gets its turn between the steps: each takes tens of milliseconds.
 */
export async function fitCentres(
  points: readonly Float32Array[],
  k: number | undefined,
  random: Random,
  onTried: (k: number) => void,
): Promise<Fit> {
  const part = points.slice(0, CHOSEN_BY);
  const ks = k === undefined ? Array.from({ length: MAX_TRIED - 1 }, (_, i) => i + 2) : [k];
  const tried: Fit["tried"] = [];
  let best: { centres: Float32Array[]; silhouette: number } | undefined;
  for (const count of ks.filter((one) => one <= part.length / 2)) {
    await pause();
    const { centres, nearest } = fitKMeans(part, count, random);
    await pause();
    const silhouette = measureSilhouette(part.slice(0, MEASURED_BY), nearest.subarray(0, MEASURED_BY), count);
    tried.push({ k: count, silhouette });
    if (!best || silhouette > best.silhouette) best = { centres, silhouette };
    onTried(count);
  }
  if (!best) throw new RangeError(`${points.length} points are too few`);
  let fit = assignPoints(points, best.centres);
  for (let i = 0; i < STEPS; i++) {
    await pause();
    const next = stepKMeans(points, fit);
    if (next.inertia >= fit.inertia) break;
    fit = next;
  }
  return { centres: fit.centres, silhouette: best.silhouette, tried };
}
