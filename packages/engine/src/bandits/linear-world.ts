import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";

/** A world whose truth is known: each round some features, and for each action the probability of a reward. */
export type World = { next(): { features: number[]; means: number[] } };

/** Actions of a logistic-linear world with weights of their own: what LinUCB's disjoint model is made for, up to the link. */
export function createLinearWorld(seed: number, actions: number, features: number): World {
  const random = createRandom(seed);
  const weights = Array.from({ length: actions }, () => Array.from({ length: features }, () => random.normal()));
  return {
    next() {
      const x = drawUnit(random, features);
      const means = weights.map((own) => 1 / (1 + Math.exp(-2 * own.reduce((sum, w, i) => sum + w * (x[i] ?? 0), 0))));
      return { features: x, means };
    },
  };
}

/** A constant and a direction. */
function drawUnit(random: Random, length: number): number[] {
  const direction = Array.from({ length: length - 1 }, () => random.normal());
  const norm = Math.hypot(...direction) || 1;
  return [0.5, ...direction.map((value) => (value / norm) * Math.sqrt(2))];
}
