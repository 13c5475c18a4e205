import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { growFloat64, grownCapacity } from "./capacity.ts";
import type { ForwardDecay } from "./forward-decay.ts";
import { advanceLandmark, createForwardDecay, growthAt } from "./forward-decay.ts";
import type { ItemTable } from "./items.ts";
import { compareIds } from "./items.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";

/** Time-decayed weight of all interactions with each item, by forward decay. */
export type Popularity = { readonly decay: ForwardDecay; sums: Float64Array };

/** No interaction yet. */
export function createPopularity(halfLifeMs: number): Popularity {
  return { decay: createForwardDecay(halfLifeMs), sums: new Float64Array(64) };
}

/** Adds an interaction. O(1). */
export function addPopularity(popularity: Popularity, slot: number, weight: number, timestampMs: number): void {
  if (slot >= popularity.sums.length) {
    popularity.sums = growFloat64(popularity.sums, grownCapacity(popularity.sums.length, slot + 1));
  }
  const factor = advanceLandmark(popularity.decay, timestampMs);
  if (factor !== 1) {
    for (let index = 0; index < popularity.sums.length; index += 1) {
      popularity.sums[index] = (popularity.sums[index] ?? 0) * factor;
    }
  }
  popularity.sums[slot] = (popularity.sums[slot] ?? 0) + weight * growthAt(popularity.decay, timestampMs);
}

/**
 * Proposes the `size` most popular eligible items; with too few popular ones, catalog items nobody has touched, by id.
 * So a query has `size` candidates whenever that many items are eligible. Candidates of other generators get their
 * popularity too. One pass over the items: 10,000 take some 20 µs.
 */
export function proposePopular(popularity: Popularity, items: ItemTable, candidates: CandidateSet, size: number): void {
  const { sums } = popularity;
  const column = candidates.columns.popularity;
  const top = createTopK(size, (left, right) => compareIds(items, left, right));
  const count = items.ids.length;
  for (let slot = 0; slot < count; slot += 1) {
    if (candidates.eligible[slot] === 1) offer(top, slot, sums[slot] ?? 0);
  }
  for (let index = 0; index < candidates.count; index += 1) {
    const slot = candidates.slots[index] ?? 0;
    column[slot] = sums[slot] ?? 0;
  }
  for (const { slot, score } of takeSorted(top)) {
    if (candidates.member[slot] === 0) addCandidate(candidates, column, slot, score);
  }
}
