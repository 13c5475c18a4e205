import type { Scorer } from "./scorer.ts";

/** Inner products of a user's own vector with those of all items; a user without a vector gets no scores. */
export function createInnerProductScorer(users: Float64Array, items: Float64Array, dimensions: number): Scorer {
  return ({ user }, scores) => {
    if (user < 0) return;
    for (let item = 0; item < scores.length; item += 1) {
      let sum = 0;
      for (let k = 0; k < dimensions; k += 1) {
        sum += (users[user * dimensions + k] ?? 0) * (items[item * dimensions + k] ?? 0);
      }
      scores[item] = (scores[item] ?? 0) + sum;
    }
  };
}
