import type { Random } from "../random.ts";
import { createInnerProductScorer } from "./inner-products.ts";
import type { Interactions } from "./interactions.ts";
import { itemsOfUser } from "./interactions.ts";
import type { Scorer } from "./scorer.ts";

/** Settings of BPR. */
export type BprOptions = {
  dimensions: number;
  epochs: number;
  learningRate: number;
  regularisation: number;
  /** Standard deviation of the first vectors. */
  deviation: number;
};

/** The configuration that Gorse publishes for its matrix factorisation, whose class of model this is. */
export const GORSE_BPR: BprOptions = {
  dimensions: 16,
  epochs: 100,
  learningRate: 0.05,
  regularisation: 0.01,
  deviation: 0.001,
};

/**
 * Matrix factorisation by Bayesian personalised ranking (Rendle et al., UAI 2009): stochastic gradients on pairs of a
 * touched and a random untouched item of a random user. A baseline only: it knows nobody who was not there when it was trained.
 * O(epochs × entries × d).
 */
export function trainBpr(interactions: Interactions, options: BprOptions, random: Random): Scorer {
  const { users, items, itemOf } = interactions;
  const { dimensions, deviation } = options;
  const drawVectors = (count: number) =>
    Float64Array.from({ length: count * dimensions }, () => deviation * random.normal());
  const userVectors = drawVectors(users);
  const itemVectors = drawVectors(items);
  const touched = Array.from({ length: users }, (_, user) => new Set(itemsOfUser(interactions, user)));
  const able = Int32Array.from(touched.keys()).filter((user) => (touched[user]?.size ?? 0) > 0);
  for (let step = 0; step < options.epochs * itemOf.length; step += 1) {
    // Users are drawn alike, not by how much they did: as Gorse does.
    const user = able[random.int(able.length)] ?? 0;
    const own = itemsOfUser(interactions, user);
    let other = random.int(items);
    while (touched[user]?.has(other)) other = random.int(items);
    const rows = {
      user: user * dimensions,
      liked: (own[random.int(own.length)] ?? 0) * dimensions,
      other: other * dimensions,
    };
    learnPair(userVectors, itemVectors, rows, options);
  }
  return createInnerProductScorer(userVectors, itemVectors, dimensions);
}

/** One step up the gradient of ln σ(user · (liked − other)). */
function learnPair(
  users: Float64Array,
  items: Float64Array,
  rows: { user: number; liked: number; other: number },
  { dimensions, learningRate, regularisation }: BprOptions,
): void {
  let margin = 0;
  for (let k = 0; k < dimensions; k += 1) {
    margin += (users[rows.user + k] ?? 0) * ((items[rows.liked + k] ?? 0) - (items[rows.other + k] ?? 0));
  }
  const pull = 1 / (1 + Math.exp(margin));
  for (let k = 0; k < dimensions; k += 1) {
    const user = users[rows.user + k] ?? 0;
    const liked = items[rows.liked + k] ?? 0;
    const other = items[rows.other + k] ?? 0;
    users[rows.user + k] = user + learningRate * (pull * (liked - other) - regularisation * user);
    items[rows.liked + k] = liked + learningRate * (pull * user - regularisation * liked);
    items[rows.other + k] = other - learningRate * (pull * user + regularisation * other);
  }
}
