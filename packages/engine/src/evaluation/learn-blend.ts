import { discountAt } from "./ranking-metrics.ts";

/** One user's candidates: what each generator says of them, scaled to its best one, and which of them were right. */
export type BlendExample = {
  candidates: number;
  /** Score of candidate c by generator g at g × candidates + c; at most 1. */
  scores: Float32Array;
  /** 1 where the user really turned to the candidate. */
  relevant: Uint8Array;
  /** How many items the user turned to in all, candidates or not. */
  wanted: number;
};

/** Convex weights of the generators, in their order, and what they reach. */
export type LearnedBlend = { weights: number[]; ndcg: number };

const STEPS = [0, 0.25, 0.5, 0.8, 1.25, 2, 4] as const;
const FIRST_SHARES = [0.02, 0.05, 0.1, 0.2, 0.4] as const;

/**
 * Weights that give the best nDCG on users who were not trained on, by coordinate ascent on the metric itself (Metzler
 * and Croft, "Linear feature-based models for information retrieval", Information Retrieval 2007): from the best single
 * generator or blend that is known, each weight in turn is scaled or given a first share as long as that helps. Sums to 1.
 * O(rounds × generators² × examples × candidates); rounds are few.
 * @param known weights that did well before: on the examples, what is learned is no worse than they are
 */
export function learnBlend(
  examples: readonly BlendExample[],
  generators: number,
  size: number,
  known: readonly (readonly number[])[] = [],
): LearnedBlend {
  const judge = (weights: readonly number[]) => meanNdcg(examples, weights, size);
  const singles = Array.from({ length: generators }, (_, own) =>
    Array.from({ length: generators }, (_, other) => Number(own === other)),
  );
  const starts = [...singles, ...known.map(normaliseWeights)].map((weights) => ({ weights, ndcg: judge(weights) }));
  let best: LearnedBlend = starts.reduce((a, b) => (b.ndcg > a.ndcg ? b : a), { weights: [], ndcg: -1 });
  for (let improved = true; improved; ) {
    improved = false;
    for (let own = 0; own < generators; own += 1) {
      for (const weight of alternatives(best.weights[own] ?? 0)) {
        const weights = normaliseWeights(best.weights.with(own, weight));
        const ndcg = judge(weights);
        // Less than this is noise, and would walk on forever.
        if (ndcg > best.ndcg + 1e-5) {
          best = { weights, ndcg };
          improved = true;
        }
      }
    }
  }
  return best;
}

function alternatives(weight: number): readonly number[] {
  return weight === 0 ? FIRST_SHARES.map((share) => share / (1 - share)) : STEPS.map((step) => weight * step);
}

/** Scales weights to a sum of 1; all alike where there is nothing to scale. */
export function normaliseWeights(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? weights.map(() => 1 / weights.length) : weights.map((weight) => weight / total);
}

function meanNdcg(examples: readonly BlendExample[], weights: readonly number[], size: number): number {
  let sum = 0;
  for (const example of examples) sum += ndcgOf(example, weights, size);
  return examples.length === 0 ? 0 : sum / examples.length;
}

/** Of each right candidate only the number of better ones matters, so nothing has to be sorted. */
function ndcgOf(
  { candidates, scores, relevant, wanted }: BlendExample,
  weights: readonly number[],
  size: number,
): number {
  const blended = new Float64Array(candidates);
  weights.forEach((weight, generator) => {
    if (weight === 0) return;
    const base = generator * candidates;
    for (let index = 0; index < candidates; index += 1) {
      blended[index] = (blended[index] ?? 0) + weight * (scores[base + index] ?? 0);
    }
  });
  let gain = 0;
  relevant.forEach((isRight, index) => {
    if (isRight === 0) return;
    const own = blended[index] ?? 0;
    let better = 0;
    for (let other = 0; other < candidates && better < size; other += 1) {
      const score = blended[other] ?? 0;
      if (score > own || (score === own && other < index)) better += 1;
    }
    if (better < size) gain += discountAt(better);
  });
  let ideal = 0;
  for (let place = 0; place < Math.min(size, wanted); place += 1) ideal += discountAt(place);
  return ideal === 0 ? 0 : gain / ideal;
}
