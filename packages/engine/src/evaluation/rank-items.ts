import type { UserHistory } from "../collaborative/scorer.ts";
import { createTopK, offer, takeSorted } from "../recommender/top-k.ts";

/** The `size` items of the highest scores that the history lacks, best first; ties go to the smaller number. */
export function rankItems(scores: Float64Array, history: UserHistory, size: number, among?: Int32Array): Int32Array {
  for (const item of history.items) scores[item] = Number.NEGATIVE_INFINITY;
  const top = createTopK(size, (left, right) => left - right);
  const offerItem = (item: number) => {
    const score = scores[item] ?? 0;
    if (score > Number.NEGATIVE_INFINITY) offer(top, item, score);
  };
  if (among) among.forEach(offerItem);
  else for (let item = 0; item < scores.length; item += 1) offerItem(item);
  return Int32Array.from(takeSorted(top), ({ slot }) => slot);
}
