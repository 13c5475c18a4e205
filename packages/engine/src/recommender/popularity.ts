import { growFloat64, grownCapacity } from "./capacity.ts";
import type { ForwardDecay } from "./forward-decay.ts";
import { advanceLandmark, createForwardDecay, growthAt } from "./forward-decay.ts";

/** Time-decayed weight of all interactions with each item, by forward decay. */
export type Popularity = { readonly decay: ForwardDecay; sums: Float64Array };

/** No interaction yet. */
export function createPopularity(halfLifeMs: number): Popularity {
  return { decay: createForwardDecay(halfLifeMs), sums: new Float64Array(64) };
}

/** Makes room for item slots below `needed`, so that reading them never leaves the array. */
export function reservePopularity(popularity: Popularity, needed: number): void {
  if (needed <= popularity.sums.length) return;
  popularity.sums = growFloat64(popularity.sums, grownCapacity(popularity.sums.length, needed));
}

/** Prepares for interactions at a time. @returns the factor that other sums of this decay have to be multiplied with */
export function beginPopularity(popularity: Popularity, timestampMs: number): number {
  const factor = advanceLandmark(popularity.decay, timestampMs);
  if (factor !== 1) {
    for (let index = 0; index < popularity.sums.length; index += 1) {
      popularity.sums[index] = (popularity.sums[index] ?? 0) * factor;
    }
  }
  return factor;
}

/** Adds an interaction; call `beginPopularity` with its time before. O(1). */
export function addPopularity(popularity: Popularity, slot: number, weight: number, timestampMs: number): void {
  reservePopularity(popularity, slot + 1);
  popularity.sums[slot] = (popularity.sums[slot] ?? 0) + weight * growthAt(popularity.decay, timestampMs);
}
