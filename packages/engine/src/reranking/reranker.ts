import type { BoostedModel } from "../boosting/boosted-model.ts";
import { predictScore } from "../boosting/boosted-model.ts";

/** What a candidate is looked at by: the generators first, in the order of their columns, then itself, then the moment. */
export const RERANK_FEATURES = [
  "ease",
  "factors",
  "sessions",
  "transitions",
  "popularity",
  "blended",
  "place",
  "ease_unscaled",
  "factors_unscaled",
  "history_size",
  "idle_minutes",
] as const;
const WIDTH = RERANK_FEATURES.length;

/**
 * Trees that correct the order of the blend's best candidates (LambdaMART; Burges, "From RankNet to LambdaRank to
 * LambdaMART", 2010): an item's standing is `scale` times its blended score and what the trees add.
 */
export type Reranker = { readonly model: BoostedModel; readonly scale: number };

/** Candidates that are looked at again: those below have a few thousandths of a chance each. */
export const RERANK_POOL = 50;

/** The best candidates of one question, best first, as a reranker sees them. */
export type RerankPool = {
  readonly size: number;
  /** RERANK_FEATURES of each candidate, one after the other. */
  readonly features: Float64Array;
  /** Blended scores, descending. */
  readonly blended: Float64Array;
};

/** When and by whom is asked. */
export type RerankMoment = {
  /** Items of the history that training has seen. */
  historySize: number;
  /** Time since the latest of them; NaN where it is not known. */
  idleMs: number;
};

/** A pool to be filled with `setCandidate`, one candidate after another. */
export function createPool(size: number): RerankPool {
  return { size, features: new Float64Array(size * WIDTH), blended: new Float64Array(size) };
}

/**
 * Writes a candidate's features.
 * @param place from 0, best first
 * @param relative score of each generator, 0–1 of its best candidate, in the order of RERANK_FEATURES
 * @param unscaled what EASE and factors say in their own units: how sure they are
 */
export function setCandidate(
  pool: RerankPool,
  place: number,
  candidate: { relative: ArrayLike<number>; blended: number; unscaled: ArrayLike<number> },
  { historySize, idleMs }: RerankMoment,
): void {
  const { relative, blended, unscaled } = candidate;
  const minutes = Math.log1p(Math.max(0, idleMs) / 60_000);
  const { features } = pool;
  let at = place * WIDTH;
  const add = (value: number) => {
    features[at] = value;
    at += 1;
  };
  for (let index = 0; index < relative.length; index += 1) add(relative[index] ?? 0);
  add(blended);
  add(place);
  for (let index = 0; index < unscaled.length; index += 1) add(unscaled[index] ?? 0);
  add(Math.log1p(historySize));
  add(minutes);
  pool.blended[place] = blended;
}

/** Places of the candidates in their new order, best first; equal ones keep theirs. O(candidates × trees × depth). */
export function orderPool({ model, scale }: Reranker, { size, features, blended }: RerankPool): Int32Array {
  const standing = new Float64Array(size);
  for (let place = 0; place < size; place += 1) {
    standing[place] = scale * (blended[place] ?? 0) + predictScore(model, features, place * WIDTH);
  }
  const order = Int32Array.from(standing.keys());
  return order.sort((left, right) => (standing[right] ?? 0) - (standing[left] ?? 0) || left - right);
}
