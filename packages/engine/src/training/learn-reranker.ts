import { trainBoosting } from "../boosting/train-boosting.ts";
import type { TrainingSet } from "../boosting/training-set.ts";
import { discountAt } from "../evaluation/ranking-metrics.ts";
import type { Reranker } from "../reranking/reranker.ts";
import { orderPool, RERANK_FEATURES } from "../reranking/reranker.ts";
import type { RerankExample } from "./rerank-examples.ts";

/** How a reranker is learned; chosen on MovieLens 100k's validation and on simulated shops. */
const LEARNING = {
  /** Questions with a right candidate that are needed: with fewer, trees learn chance. */
  leastQuestions: 400,
  /** In the order of time, questions up to the first share are learned from, up to the second say when to stop. */
  shares: [0.6, 0.75],
  /** Scores of the blend are 0–1, those of trees log-odds of pairs: one tenth apart is then one apart. */
  scale: 10,
  /** The gain on the later questions must be this many standard errors. */
  leastErrors: 1,
} as const;
const BOOSTING = {
  objective: "lambdarank",
  rounds: 150,
  earlyStoppingRounds: 15,
  leaves: 8,
  learningRate: 0.05,
  minLeafRows: 50,
  lambdaL2: 5,
  truncationLevel: 15,
} as const;

/** A reranker that has shown itself, and what it changed on the questions that decided: nDCG without and with it. */
export type LearnedReranker = { reranker: Reranker; questions: number; before: number; after: number };

/**
 * Learns to correct the blend's order from the earlier questions (LambdaMART, started from the blend's scores), and keeps
 * that only where it orders the later ones better than the blend does. Undefined where there are too few questions, or it
 * does not. O(trees × questions × candidates × features).
 */
export function learnReranker(examples: readonly RerankExample[], size: number): LearnedReranker | undefined {
  const telling = examples
    .filter(({ relevant }) => relevant.includes(1) && relevant.includes(0))
    .sort((left, right) => left.askedMs - right.askedMs);
  if (telling.length < LEARNING.leastQuestions) return undefined;
  const [first, second] = LEARNING.shares.map((share) => Math.floor(telling.length * share));
  const [earlier, middle] = [telling.slice(0, first), telling.slice(first, second)];
  const { model } = trainBoosting(toTrainingSet(earlier), BOOSTING, { validation: toTrainingSet(middle) });
  const reranker = { model, scale: LEARNING.scale };
  const later = examples.filter(({ askedMs }) => askedMs > (middle.at(-1)?.askedMs ?? 0));
  const before = later.map((example) => ndcgOf(example, Int32Array.from(example.relevant.keys()), size));
  const after = later.map((example) => ndcgOf(example, orderPool(reranker, example.pool), size));
  const gains = after.map((ndcg, index) => ndcg - (before[index] ?? 0));
  const gain = mean(gains);
  const error = Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)) / Math.max(1, gains.length - 1));
  if (!(gain > LEARNING.leastErrors * error)) return undefined;
  return { reranker, questions: telling.length, before: mean(before), after: mean(after) };
}

function toTrainingSet(examples: readonly RerankExample[]): TrainingSet {
  const width = RERANK_FEATURES.length;
  const rows = examples.flatMap(({ pool }) => Array.from({ length: pool.size }, (_, place) => ({ pool, place })));
  return {
    columns: RERANK_FEATURES.map((name, feature) => ({
      name,
      kind: "numeric",
      values: Float64Array.from(rows, ({ pool, place }) => pool.features[place * width + feature] ?? 0),
    })),
    labels: Float64Array.from(examples.flatMap(({ relevant }) => Array.from(relevant))),
    groups: Int32Array.from(examples, ({ pool }) => pool.size),
    startScores: Float64Array.from(rows, ({ pool, place }) => LEARNING.scale * (pool.blended[place] ?? 0)),
  };
}

function ndcgOf({ relevant, wanted }: RerankExample, order: Int32Array, size: number): number {
  let gain = 0;
  order.subarray(0, size).forEach((candidate, place) => {
    if (relevant[candidate] === 1) gain += discountAt(place);
  });
  let ideal = 0;
  for (let place = 0; place < Math.min(size, wanted); place += 1) ideal += discountAt(place);
  return gain / ideal;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
