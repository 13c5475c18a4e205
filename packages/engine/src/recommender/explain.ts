import type { GeneratorWeights } from "./blend.ts";
import type { Content } from "./content.ts";
import { createLikenesses, likeness } from "./content.ts";
import type { WeighedEntry } from "./history.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import type { Trained } from "./trained.ts";
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

/** Says which items of the history speak for an item of the list. */
export type Explainer = (slot: number, generators: GeneratorShares) => { itemId: string; share: number }[];

/**
 * History items that speak for an item, strongest first; what their shares lack to 1 is popularity and the learned order. Exact for transitions
 * and EASE (their scores are sums over the history). The content share is divided by each history item's full likeness,
 * also where the query stopped reading postings early. O(history × generators) per item: for the few that are shown.
 */
export function createExplainer(evidences: Evidences): Explainer {
  const { history, content, becauseSize } = evidences;
  const likenessesTo = createLikenesses(content, history);
  const shares = new Float64Array(history.length);
  const parts = new Float64Array(history.length);
  return (slot, generators) => {
    shares.fill(0);
    const asked: Asked = { slot, likenesses: generators.content === undefined ? shares : likenessesTo(slot) };
    for (const name of GENERATOR_NAMES) {
      const share = generators[name];
      const partOf = PARTS[name];
      if (share === undefined || partOf === undefined) continue;
      let total = 0;
      for (let rank = 0; rank < history.length; rank += 1) {
        const part = Math.max(0, partOf(evidences, history[rank] ?? NOBODY, rank, asked));
        parts[rank] = part;
        total += part;
      }
      if (total <= 0) continue;
      for (let rank = 0; rank < history.length; rank += 1)
        shares[rank] = at(shares, rank) + (share * at(parts, rank)) / total;
    }
    return history
      .flatMap(({ itemId }, rank) => (at(shares, rank) > 0 ? [{ itemId, share: at(shares, rank) }] : []))
      .sort((left, right) => right.share - left.share || (left.itemId < right.itemId ? -1 : 1))
      .slice(0, becauseSize);
  };
}

/** The item that is asked about, and how much it is like each entry of the history by words. */
type Asked = { slot: number; likenesses: Float64Array };

/** What an entry of the history, by its rank, adds to a generator's score of an item, in that generator's units. */
type PartOf = (evidences: Evidences, entry: WeighedEntry, rank: number, asked: Asked) => number;

const PARTS: Partial<Record<GeneratorName, PartOf>> = {
  transitions: (evidences, entry, _rank, { slot }) => transitionPart(evidences.transitions, entry, slot, evidences),
  content: ({ content, vectors }, { slot: from, weight }, rank, { slot, likenesses }) => {
    const byVector = Math.max(0, vectorLikeness(vectors, from, slot));
    // In the units of words: as much as an item is like itself.
    const byVectorInWords = byVector > 0 ? byVector * (likeness(content, from, from) || 1) : 0;
    return weight * (at(likenesses, rank) + byVectorInWords);
  },
  ease: ({ trained }, entry, rank, { slot }) => (trained ? trainedPart(trained, "ease", entry, rank, slot) : 0),
  factors: ({ trained }, entry, rank, { slot }) => (trained ? trainedPart(trained, "factors", entry, rank, slot) : 0),
  sessions: ({ trained }, entry, rank, { slot }) => (trained ? trainedPart(trained, "sessions", entry, rank, slot) : 0),
};

const NOBODY: WeighedEntry = { slot: -1, itemId: "", weight: 0 };

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
