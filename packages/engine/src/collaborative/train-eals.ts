import type { Random } from "../random.ts";
import { createInnerProductScorer } from "./inner-products.ts";
import type { Interactions } from "./interactions.ts";
import { itemsOfUser, transpose } from "./interactions.ts";
import type { Scorer } from "./scorer.ts";

/** Settings of element-wise ALS. */
export type EalsOptions = {
  dimensions: number;
  epochs: number;
  /** What an interaction that was not observed weighs beside one that was. */
  unobservedWeight: number;
  regularisation: number;
  /** Standard deviation of the first vectors. */
  deviation: number;
};

/** The configuration that Gorse publishes for its ALS. */
export const GORSE_ALS: EalsOptions = {
  dimensions: 16,
  epochs: 50,
  unobservedWeight: 0.001,
  regularisation: 0.06,
  deviation: 0.1,
};

/**
 * Element-wise alternating least squares with one weight for all that was not observed (He et al., "Fast matrix
 * factorization for online recommendation with implicit feedback", SIGIR 2016, algorithm 1). A baseline only: it knows
 * nobody who was not there when it was trained. O(epochs × (entries × d + (users + items) × d²)).
 */
export function trainEals(interactions: Interactions, options: EalsOptions, random: Random): Scorer {
  const { users, items } = interactions;
  const { dimensions, deviation } = options;
  const drawVectors = (count: number) =>
    Float64Array.from({ length: count * dimensions }, () => deviation * random.normal());
  const userVectors = drawVectors(users);
  const itemVectors = drawVectors(items);
  const byItem = transpose(interactions);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    fitSide(interactions, userVectors, itemVectors, options);
    fitSide(byItem, itemVectors, userVectors, options);
  }
  return createInnerProductScorer(userVectors, itemVectors, dimensions);
}

/** One pass over the vectors of one side, the other side fixed: each coordinate in turn takes its exact minimum. */
function fitSide(rows: Interactions, own: Float64Array, others: Float64Array, options: EalsOptions): void {
  const { dimensions } = options;
  const gram = gramOf(rows, others, dimensions);
  for (let row = 0; row < rows.users; row += 1) {
    const vector = own.subarray(row * dimensions, (row + 1) * dimensions);
    fitVector(vector, itemsOfUser(rows, row), others, gram, options);
  }
}

function fitVector(
  vector: Float64Array,
  observed: Int32Array,
  others: Float64Array,
  gram: Float64Array,
  { dimensions, unobservedWeight, regularisation }: EalsOptions,
): void {
  const predictions = Float64Array.from(observed, (other) => {
    let sum = 0;
    for (let k = 0; k < dimensions; k += 1) sum += (vector[k] ?? 0) * (others[other * dimensions + k] ?? 0);
    return sum;
  });
  for (let k = 0; k < dimensions; k += 1) {
    const before = vector[k] ?? 0;
    let pull = 0;
    let curvature = unobservedWeight * (gram[k * dimensions + k] ?? 0) + regularisation;
    for (let j = 0; j < dimensions; j += 1) {
      if (j !== k) pull -= unobservedWeight * (vector[j] ?? 0) * (gram[j * dimensions + k] ?? 0);
    }
    for (let index = 0; index < observed.length; index += 1) {
      const value = others[(observed[index] ?? 0) * dimensions + k] ?? 0;
      const rest = (predictions[index] ?? 0) - before * value;
      pull += (1 - (1 - unobservedWeight) * rest) * value;
      curvature += (1 - unobservedWeight) * value * value;
    }
    const after = pull / curvature;
    vector[k] = after;
    for (let index = 0; index < observed.length; index += 1) {
      const value = others[(observed[index] ?? 0) * dimensions + k] ?? 0;
      predictions[index] = (predictions[index] ?? 0) + (after - before) * value;
    }
  }
}

/** Sum of the outer products of the vectors that were observed at all. */
function gramOf(rows: Interactions, vectors: Float64Array, dimensions: number): Float64Array {
  const gram = new Float64Array(dimensions * dimensions);
  for (const other of new Set(rows.itemOf)) {
    const base = other * dimensions;
    for (let j = 0; j < dimensions; j += 1) {
      for (let k = 0; k < dimensions; k += 1) {
        const place = j * dimensions + k;
        gram[place] = (gram[place] ?? 0) + (vectors[base + j] ?? 0) * (vectors[base + k] ?? 0);
      }
    }
  }
  return gram;
}
