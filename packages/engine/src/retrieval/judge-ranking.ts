/** Grades of relevance by document, of one query; what is not in it is not relevant. */
export type Judgements = ReadonlyMap<string, number>;

/**
 * Normalised discounted cumulative gain at `size` as trec_eval and BEIR count it: gain = grade, discount log2(rank + 1)
 * (Järvelin and Kekäläinen, TOIS 2002). 0 where nothing is relevant.
 */
export function gradedNdcg(ranking: readonly string[], judgements: Judgements, size: number): number {
  const gains = ranking.slice(0, size).map((id) => judgements.get(id) ?? 0);
  const best = [...judgements.values()].sort((left, right) => right - left).slice(0, size);
  const ideal = discount(best);
  return ideal === 0 ? 0 : discount(gains) / ideal;
}

/** Share of the relevant documents among the first `size`. */
export function recallAt(ranking: readonly string[], judgements: Judgements, size: number): number {
  const relevant = [...judgements.values()].filter((grade) => grade > 0).length;
  if (relevant === 0) return 0;
  return ranking.slice(0, size).filter((id) => (judgements.get(id) ?? 0) > 0).length / relevant;
}

/** One over the rank of the first relevant document; 0 where none was found. */
export function reciprocalRank(ranking: readonly string[], judgements: Judgements): number {
  const index = ranking.findIndex((id) => (judgements.get(id) ?? 0) > 0);
  return index < 0 ? 0 : 1 / (index + 1);
}

function discount(gains: readonly number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}
