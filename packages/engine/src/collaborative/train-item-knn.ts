import type { Interactions } from "./interactions.ts";
import { countUsersOfItems, itemsOfUser, transpose } from "./interactions.ts";
import type { ItemWeights } from "./item-weights.ts";
import { createItemWeightsWriter } from "./item-weights.ts";
import { selectThreshold } from "./select-threshold.ts";

/** Settings of item-based nearest neighbours. */
export type ItemKnnOptions = {
  /** Neighbours kept per item. */
  neighbours: number;
  /** Added to the denominator of the cosine, so that a few common users are no proof. */
  shrinkage: number;
};

/**
 * Item-based nearest neighbours by shrunken cosine (Sarwar et al., WWW 2001; the shrinkage of Bell and Koren, KDD Cup
 * 2007): a baseline that independent studies find hard to beat. O(Σ over users of history²).
 */
export function trainItemKnn(interactions: Interactions, { neighbours, shrinkage }: ItemKnnOptions): ItemWeights {
  const counts = countUsersOfItems(interactions);
  const byItem = transpose(interactions);
  const shared = new Float32Array(interactions.items);
  const writer = createItemWeightsWriter(interactions.items, interactions.items * neighbours);
  for (let item = 0; item < interactions.items; item += 1) {
    shared.fill(0);
    for (const user of itemsOfUser(byItem, item)) {
      for (const other of itemsOfUser(interactions, user)) shared[other] = (shared[other] ?? 0) + 1;
    }
    shared[item] = 0;
    const own = counts[item] ?? 0;
    const cosines = shared.map((both, other) =>
      both === 0 ? 0 : both / (Math.sqrt(own * (counts[other] ?? 0)) + shrinkage),
    );
    const threshold = selectThreshold(cosines.slice(), neighbours);
    cosines.forEach((cosine, other) => {
      if (cosine > 0 && cosine >= threshold) writer.add(other, cosine);
    });
    writer.endRow();
  }
  return writer.finish();
}
