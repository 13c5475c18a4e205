import { growFloat64, grownCapacity } from "./capacity.ts";
import type { ForwardDecay } from "./forward-decay.ts";
import { advanceLandmark, createForwardDecay, growthAt } from "./forward-decay.ts";

/** Time-decayed weight of all interactions with each item, by forward decay. */
export type Popularity = {
  readonly decay: ForwardDecay;
  sums: Float64Array;
  /** The sums as queries read them, kept along; undefined where more than one has changed since. */
  floats: Float32Array | undefined;
};

/** No interaction yet. */
export function createPopularity(halfLifeMs: number): Popularity {
  return { decay: createForwardDecay(halfLifeMs), sums: new Float64Array(64), floats: undefined };
}

/** Makes room for item slots below `needed`, so that reading them never leaves the array. */
export function reservePopularity(popularity: Popularity, needed: number): void {
  if (needed <= popularity.sums.length) return;
  popularity.sums = growFloat64(popularity.sums, grownCapacity(popularity.sums.length, needed));
  popularity.floats = undefined;
}

/** The sums as 32-bit floats. To turn them all over is a fiftieth of a query, so an interaction turns over its own. */
export function popularityFloats(popularity: Popularity): Float32Array {
  popularity.floats ??= new Float32Array(popularity.sums);
  return popularity.floats;
}

/** Replaces the sum of an item. */
export function setPopularity(popularity: Popularity, slot: number, sum: number): void {
  popularity.sums[slot] = sum;
  if (popularity.floats) popularity.floats[slot] = sum;
}

/** Prepares for interactions at a time. @returns the factor that other sums of this decay have to be multiplied with */
export function beginPopularity(popularity: Popularity, timestampMs: number): number {
  const factor = advanceLandmark(popularity.decay, timestampMs);
  if (factor !== 1) {
    popularity.floats = undefined;
    for (let index = 0; index < popularity.sums.length; index += 1) {
      popularity.sums[index] = (popularity.sums[index] ?? 0) * factor;
    }
  }
  return factor;
}

/** Adds an interaction; call `beginPopularity` with its time before. O(1). */
export function addPopularity(popularity: Popularity, slot: number, weight: number, timestampMs: number): void {
  reservePopularity(popularity, slot + 1);
  setPopularity(popularity, slot, (popularity.sums[slot] ?? 0) + weight * growthAt(popularity.decay, timestampMs));
}
