import type { GeneratorWeights } from "./blend.ts";
import type { Content } from "./content.ts";
import { likeness } from "./content.ts";
import type { WeighedEntry } from "./history.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import type { Trained } from "./trained.ts";
import { TRAINED_GENERATORS } from "./trained.ts";
import { trainedPart } from "./trained-part.ts";
import type { Transitions } from "./transitions.ts";
import { transitionPart } from "./transitions.ts";
import type { Vectors } from "./vectors.ts";
import { vectorLikeness } from "./vectors.ts";

/** Share of a score that each generator has, and what a learned order has lifted the item by; they sum to 1. */
export type GeneratorShares = Partial<Record<GeneratorName | "reranker", number>>;

/** The models that a score was made from, and the history it was made for. */
export type Evidences = {
  transitions: Transitions;
  content: Content;
  vectors: Vectors;
  trained: Trained | undefined;
  history: readonly WeighedEntry[];
  support: number;
  nowMs: number;
  becauseSize: number;
};

/**
 * Divides a score among the generators; an item that only fills the list counts as popularity. A score above the sum of its
 * parts was lifted by the learned order; below it, all parts give way alike.
 */
export function shareScore(score: number, parts: GeneratorWeights): GeneratorShares {
  if (!(score > 0)) return { popularity: 1 };
  const generators: GeneratorShares = {};
  const own = GENERATOR_NAMES.reduce((sum, name) => sum + parts[name], 0);
  const whole = Math.max(own, score);
  for (const name of GENERATOR_NAMES) if (parts[name] > 0) generators[name] = parts[name] / whole;
  // Sums of the same parts in another order differ in their last digits.
  if (score - own > 1e-9 * score) generators.reranker = (score - own) / score;
  return generators;
}

/**
 * History items that speak for an item, strongest first; what their shares lack to 1 is popularity and the learned order. Exact for transitions
 * and EASE (their scores are sums over the history). The content share is divided by each history item's full likeness,
 * also where the query stopped reading postings early. O(history × generators): for the few items that are shown.
 */
export function explainShares(
  slot: number,
  generators: GeneratorShares,
  evidences: Evidences,
): { itemId: string; share: number }[] {
  const { transitions, content, vectors, history, trained } = evidences;
  const shares = new Float64Array(history.length);
  divide(shares, generators.transitions, (rank) =>
    transitionPart(transitions, entryAt(history, rank), slot, evidences),
  );
  divide(shares, generators.content, (rank) => {
    const { slot: from, weight } = entryAt(history, rank);
    const byVector = Math.max(0, vectorLikeness(vectors, from, slot));
    // In the units of words: as much as an item is like itself.
    return (
      weight * (likeness(content, from, slot) + (byVector > 0 ? byVector * (likeness(content, from, from) || 1) : 0))
    );
  });
  if (trained) {
    for (const name of TRAINED_GENERATORS) {
      divide(shares, generators[name], (rank) => trainedPart(trained, name, entryAt(history, rank), rank, slot));
    }
  }
  return history
    .flatMap(({ itemId }, rank) => (at(shares, rank) > 0 ? [{ itemId, share: at(shares, rank) }] : []))
    .sort((left, right) => right.share - left.share || (left.itemId < right.itemId ? -1 : 1))
    .slice(0, evidences.becauseSize);
}

const NOBODY: WeighedEntry = { slot: -1, itemId: "", weight: 0 };

function entryAt(history: readonly WeighedEntry[], rank: number): WeighedEntry {
  return history[rank] ?? NOBODY;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

/** Adds each entry's part of a generator's share. */
function divide(shares: Float64Array, share: number | undefined, partOf: (rank: number) => number): void {
  if (share === undefined) return;
  let total = 0;
  const parts = shares.map((_, rank) => {
    const part = Math.max(0, partOf(rank));
    total += part;
    return part;
  });
  if (total <= 0) return;
  for (let rank = 0; rank < parts.length; rank += 1)
    shares[rank] = at(shares, rank) + (share * at(parts, rank)) / total;
}
