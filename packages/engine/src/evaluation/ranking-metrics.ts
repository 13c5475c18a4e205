/** How well one list foretold what a user did, each 0–1. */
export type RankingMetrics = { ndcg: number; recall: number; hitRate: number; mrr: number };

/**
 * Judges one list against the items that the user really turned to; relevance is yes or no.
 *
 * nDCG discounts by log2(place + 1) and divides by the best order of as many relevant items as fit (Järvelin and
 * Kekäläinen, TOIS 2002); recall is hits by relevant items; MRR is one by the place of the first hit.
 * @param list best first
 * @param relevant at least one item
 */
export function judgeList(list: ArrayLike<number>, relevant: ReadonlySet<number>): RankingMetrics {
  let gain = 0;
  let hits = 0;
  let first = 0;
  for (let place = 0; place < list.length; place += 1) {
    if (!relevant.has(list[place] ?? -1)) continue;
    gain += discountAt(place);
    hits += 1;
    if (first === 0) first = place + 1;
  }
  let ideal = 0;
  for (let place = 0; place < Math.min(list.length, relevant.size); place += 1) ideal += discountAt(place);
  return {
    ndcg: ideal === 0 ? 0 : gain / ideal,
    recall: hits / relevant.size,
    hitRate: hits > 0 ? 1 : 0,
    mrr: first === 0 ? 0 : 1 / first,
  };
}

/** Worth of a hit at a place, counted from 0. */
export function discountAt(place: number): number {
  return 1 / Math.log2(place + 2);
}
