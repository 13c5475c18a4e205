import { hashText } from "../computed-traits/hash-text.ts";

/** Numbers of one vector: 128 keep cosines within about ±0.09 (one over the root of it). */
export const BEHAVIOUR_DIMENSION = 128;
/** Counters that feature names are hashed into, to know how common each is. */
export const FEATURE_BUCKETS = 4_096;
/** Coordinates that one feature touches. */
const SPREAD = 8;

/** How common features are among people: counts by hash, and of how many people. */
export type BehaviourModel = { counts: readonly number[]; people: number };

/** Counter of a feature; rare names that share one with a common name count as common. */
export function featureBucket(name: string): number {
  return hashText(name)[1] % FEATURE_BUCKETS;
}

/**
 * The direction of somebody's behaviour, length 1 (all zero for no features): log-damped weights times inverse document
 * frequency, by a sparse signed random projection (Achlioptas, “Database-friendly random projections”, 2003; signs and
 * places by hash after Weinberger et al., “Feature hashing”, 2009). Needs no training and no vocabulary; says what people
 * do, not what things mean. O(features).
 * @param features weight by feature name, above 0
 */
export function embedBehaviour(
  features: ReadonlyMap<string, number>,
  { counts, people }: BehaviourModel,
): Float32Array {
  const vector = new Float32Array(BEHAVIOUR_DIMENSION);
  for (const [name, weight] of features) {
    const seen = counts[featureBucket(name)] ?? 0;
    const value = Math.log1p(weight) * Math.log((people + 1) / (seen + 0.5));
    if (value > 0) project(vector, name, value);
  }
  return normalize(vector);
}

function project(vector: Float32Array, name: string, value: number): void {
  let [high, low] = hashText(name);
  for (let i = 0; i < SPREAD; i++) {
    // xorshift and a golden-ratio step: eight places and signs from one hash.
    high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ low;
    low = (low + 0x9e3779b9) >>> 0;
    const place = (high >>> 8) % BEHAVIOUR_DIMENSION;
    vector[place] = (vector[place] ?? 0) + (high & 1 ? value : -value);
  }
}

/**
 * The direction in which a group differs from everybody: its mean without that of all.
 * @returns length 1, all zero where there is no difference
 */
export function contrast(group: readonly Float32Array[], all: Float32Array): Float32Array {
  const direction = meanOf(group);
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) - (all[i] ?? 0);
  return normalize(direction);
}

/** Mean of vectors; all zero of none. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(BEHAVIOUR_DIMENSION);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0);
  for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) / Math.max(1, vectors.length);
  return mean;
}

/** Cosine of two vectors of length 1. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function normalize(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
