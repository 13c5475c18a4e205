import type { Objective } from "./objective.ts";
import type { BoostingOptions } from "./options.ts";
import type { TrainingSet } from "./training-set.ts";

/** Rows of one query, and the inverse of the best gain that an order of them can have. */
type Query = { start: number; size: number; inverseBest: number };

/**
 * LambdaRank (Burges et al. 2006), as LightGBM normalises it: pairs of different grades weigh by the change of nDCG that
 * swapping them makes, divided by 0.01 + the distance of their scores; the sum of a query is damped to its logarithm.
 * O(rows of a query × truncationLevel).
 */
export function createLambdaRank(set: TrainingSet, options: BoostingOptions): Objective {
  const queries = listQueries(set, options.truncationLevel);
  return {
    baseScore: 0,
    derive: (scores, gradients) => {
      gradients.fill(0);
      for (const query of queries) deriveQuery(set, query, options.truncationLevel, scores, gradients);
    },
  };
}

/** Discounted gain of grades in the order given: Σ (2^grade − 1) / log₂(rank + 1), over the first ranks. */
export function discountedGain(grades: readonly number[], ranks: number): number {
  return grades.slice(0, ranks).reduce((sum, grade, rank) => sum + gainOf(grade) * discountOf(rank), 0);
}

function listQueries({ labels, groups = new Int32Array() }: TrainingSet, truncation: number): Query[] {
  let start = 0;
  return Array.from(groups, (size) => {
    const grades = Array.from(labels.subarray(start, start + size)).sort((left, right) => right - left);
    const best = discountedGain(grades, truncation);
    start += size;
    return { start: start - size, size, inverseBest: best > 0 ? 1 / best : 0 };
  });
}

function deriveQuery(
  { labels, weights }: TrainingSet,
  { start, size, inverseBest }: Query,
  truncation: number,
  scores: Float64Array,
  gradients: Float32Array,
): void {
  const scoreOf = (row: number) => scores[row] ?? 0;
  const order = Array.from({ length: size }, (_, index) => start + index);
  order.sort((left, right) => scoreOf(right) - scoreOf(left));
  const spread = scoreOf(order[0] ?? 0) !== scoreOf(order[size - 1] ?? 0);
  let total = 0;
  for (let rank = 0; rank < Math.min(size - 1, truncation); rank += 1) {
    for (let other = rank + 1; other < size; other += 1) {
      total += derivePair(labels, order, rank, other, inverseBest, spread, scores, gradients);
    }
  }
  const damping = total > 0 ? Math.log2(1 + total) / total : 1;
  for (let row = start; row < start + size; row += 1) {
    const factor = damping * (weights?.[row] ?? 1);
    gradients[2 * row] = (gradients[2 * row] ?? 0) * factor;
    gradients[2 * row + 1] = (gradients[2 * row + 1] ?? 0) * factor;
  }
}

/** @returns what the pair adds to the query's sum of lambdas */
function derivePair(
  labels: Float64Array,
  order: readonly number[],
  rank: number,
  other: number,
  inverseBest: number,
  spread: boolean,
  scores: Float64Array,
  gradients: Float32Array,
): number {
  const first = order[rank] ?? 0;
  const second = order[other] ?? 0;
  const grade = labels[first] ?? 0;
  const otherGrade = labels[second] ?? 0;
  if (grade === otherGrade) return 0;
  const [high, low] = grade > otherGrade ? [first, second] : [second, first];
  const distance = (scores[high] ?? 0) - (scores[low] ?? 0);
  const gain = Math.abs(gainOf(grade) - gainOf(otherGrade)) * Math.abs(discountOf(rank) - discountOf(other));
  const change = (gain * inverseBest) / (spread ? 0.01 + Math.abs(distance) : 1);
  const probability = 1 / (1 + Math.exp(distance));
  const lambda = probability * change;
  const hessian = probability * (1 - probability) * change;
  gradients[2 * high] = (gradients[2 * high] ?? 0) - lambda;
  gradients[2 * low] = (gradients[2 * low] ?? 0) + lambda;
  gradients[2 * high + 1] = (gradients[2 * high + 1] ?? 0) + hessian;
  gradients[2 * low + 1] = (gradients[2 * low + 1] ?? 0) + hessian;
  return 2 * lambda;
}

function gainOf(grade: number): number {
  return 2 ** grade - 1;
}

/** Discounts of the first ranks, tabulated: the logarithm is what the inner loop would spend its time in. */
const DISCOUNTS = Float64Array.from({ length: 1024 }, (_, rank) => 1 / Math.log2(rank + 2));

function discountOf(rank: number): number {
  return DISCOUNTS[rank] ?? 1 / Math.log2(rank + 2);
}
