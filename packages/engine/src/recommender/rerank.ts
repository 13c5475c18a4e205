import type { ScoredItem } from "./blend-candidates.ts";

/**
 * Maximal marginal relevance (Carbonell and Goldstein, "The use of MMR", SIGIR 1998): takes item after item, each time
 * the one with the highest (1 − diversity) × score / best score − diversity × likeness to what is taken already.
 * Equal ones keep their order. O(limit × scored).
 * @param scored best first
 * @param likenessOf 0–1 for two item slots
 */
export function rerankForDiversity(
  scored: readonly ScoredItem[],
  limit: number,
  diversity: number,
  likenessOf: (left: number, right: number) => number,
): ScoredItem[] {
  if (diversity === 0 || scored.length <= 1) return scored.slice(0, limit);
  const best = scored[0]?.score ?? 0;
  const remaining = scored.map((item) => ({
    item,
    relevance: best > 0 ? ((1 - diversity) * item.score) / best : 0,
    closest: 0,
  }));
  const taken: ScoredItem[] = [];
  while (taken.length < limit && remaining.length > 0) {
    let chosen = 0;
    let highest = Number.NEGATIVE_INFINITY;
    remaining.forEach(({ relevance, closest }, index) => {
      const value = relevance - diversity * closest;
      if (value > highest) {
        highest = value;
        chosen = index;
      }
    });
    for (const { item } of remaining.splice(chosen, 1)) {
      taken.push(item);
      for (const other of remaining) {
        if (other.closest < 1) other.closest = Math.max(other.closest, likenessOf(item.slot, other.item.slot));
      }
    }
  }
  return taken;
}
