import { itemsOfUser, timesOfUser } from "../collaborative/interactions.ts";
import type { Scorer, UserHistory } from "../collaborative/scorer.ts";
import { rankItems } from "../evaluation/rank-items.ts";
import type { Split } from "../evaluation/split-interactions.ts";
import type { Reranker, RerankPool } from "../reranking/reranker.ts";
import { createPool, orderPool, RERANK_POOL, setCandidate } from "../reranking/reranker.ts";

/** The generators in the order of RERANK_FEATURES, and their weights. */
export type WeighedScorers = { scorers: readonly Scorer[]; weights: readonly number[] };

/** One question: the candidates of the blend, and which of them were right. */
export type RerankExample = {
  pool: RerankPool;
  relevant: Uint8Array;
  /** How many items the user turned to in all, candidates or not. */
  wanted: number;
  /** When the user turned to the first of them. */
  askedMs: number;
};

/** Items that a pool is made of, by their place, with the blended scores of all items in `scores`. */
type Ranked = { items: Int32Array; pool: RerankPool };

/** Asks every user of `users` who has a test item. O(users × generators × items). */
export function collectRerankExamples(split: Split, blend: WeighedScorers, users: Int32Array): RerankExample[] {
  const { train, test, past = train } = split;
  const rank = createRanker(blend, train.items);
  const examples: RerankExample[] = [];
  for (const user of users) {
    const wanted = new Set(itemsOfUser(test, user));
    if (wanted.size === 0) continue;
    const askedMs = timesOfUser(test, user)[0] ?? 0;
    const history = { user, items: itemsOfUser(past, user), timesMs: timesOfUser(past, user), askedMs };
    const { items, pool } = rank(history, new Float64Array(train.items));
    examples.push({
      pool,
      relevant: Uint8Array.from(items, (item) => +wanted.has(item)),
      wanted: wanted.size,
      askedMs,
    });
  }
  return examples;
}

/** The blend with the order of its best candidates corrected: their scores are dealt out anew among them. */
export function rerankScorers(blend: WeighedScorers, reranker: Reranker, items: number): Scorer {
  const rank = createRanker(blend, items);
  return (history, scores) => {
    const ranked = rank(history, scores);
    orderPool(reranker, ranked.pool).forEach((from, place) => {
      scores[ranked.items[from] ?? 0] = ranked.pool.blended[place] ?? 0;
    });
  };
}

function createRanker({ scorers, weights }: WeighedScorers, items: number) {
  const columns = scorers.map(() => new Float64Array(items));
  return (history: UserHistory, scores: Float64Array): Ranked => {
    const scales = scorers.map((scorer, generator) => {
      const column = columns[generator]?.fill(0) ?? new Float64Array();
      scorer(history, column);
      for (const item of history.items) column[item] = 0;
      const best = column.reduce((most, score) => Math.max(most, score), 0);
      return best > 0 ? 1 / best : 0;
    });
    const relativeOf = (item: number) =>
      scales.map((scale, generator) => Math.max(0, columns[generator]?.[item] ?? 0) * scale);
    columns.forEach((column, generator) => {
      const factor = (scales[generator] ?? 0) * (weights[generator] ?? 0);
      if (factor === 0) return;
      for (let item = 0; item < items; item += 1) {
        scores[item] = (scores[item] ?? 0) + factor * Math.max(0, column[item] ?? 0);
      }
    });
    const best = rankItems(scores, history, RERANK_POOL);
    const pool = createPool(best.length);
    const moment = { historySize: history.items.length, idleMs: idleOf(history) };
    best.forEach((item, place) => {
      const unscaled = [columns[0]?.[item] ?? 0, columns[1]?.[item] ?? 0];
      setCandidate(pool, place, { relative: relativeOf(item), blended: scores[item] ?? 0, unscaled }, moment);
    });
    return { items: best, pool };
  };
}

/** Unknown where nobody said when they ask, and where a random split has put what is asked about before what is known. */
function idleOf({ timesMs, askedMs = Number.NaN }: UserHistory): number {
  const idleMs = askedMs - (timesMs.at(-1) ?? Number.NaN);
  return idleMs >= 0 ? idleMs : Number.NaN;
}
