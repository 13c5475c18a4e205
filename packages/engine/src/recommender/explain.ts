import type { Content } from "./content.ts";
import { createLikenesses, likeness } from "./content.ts";
import type { WeighedEntry } from "./history.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import type { Trained } from "./trained.ts";
import { createTrainedWriters } from "./trained-parts.ts";
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

/** What each generator adds to the scores of a list: six numbers an item, in the order of their names. */
export type ScoreParts = Float64Array;
const GENERATORS = GENERATOR_NAMES.length;

/** The parts of the scores of a list, while what the generators said of its items is known. */
export function takeParts(
  ranked: readonly { slot: number }[],
  partOf: (name: GeneratorName, slot: number) => number,
): ScoreParts {
  const parts = new Float64Array(ranked.length * GENERATORS);
  for (let place = 0; place < ranked.length; place += 1) {
    const slot = ranked[place]?.slot ?? -1;
    let at = place * GENERATORS;
    for (const name of GENERATOR_NAMES) {
      parts[at] = partOf(name, slot);
      at += 1;
    }
  }
  return parts;
}

/**
 * Divides a score among the generators; an item that only fills the list counts as popularity. A score above the sum of its
 * parts was lifted by the learned order; below it, all parts give way alike.
 */
export function shareScore(score: number, parts: ScoreParts, place: number): GeneratorShares {
  if (!(score > 0)) return { popularity: 1 };
  const generators: GeneratorShares = {};
  const from = place * GENERATORS;
  let own = 0;
  for (let at = from; at < from + GENERATORS; at += 1) own += parts[at] ?? 0;
  const whole = Math.max(own, score);
  let at = from;
  for (const name of GENERATOR_NAMES) {
    const part = parts[at] ?? 0;
    if (part > 0) generators[name] = part / whole;
    at += 1;
  }
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
  const { history, becauseSize } = evidences;
  const writers = createWriters(evidences);
  const shares = new Float64Array(history.length);
  const parts = new Float64Array(history.length);
  return (slot, generators) => {
    shares.fill(0);
    for (const name of GENERATOR_NAMES) {
      const share = generators[name];
      const write = writers[name];
      if (share === undefined || write === undefined) continue;
      write(slot, parts);
      addShares(shares, parts, share);
    }
    return strongest(history, shares, becauseSize);
  };
}

/** Divides a generator's share of a score by the parts that the entries of a history have in it. */
function addShares(shares: Float64Array, parts: Float64Array, share: number): void {
  let total = 0;
  for (let rank = 0; rank < parts.length; rank += 1) total += Math.max(0, at(parts, rank));
  if (total <= 0) return;
  for (let rank = 0; rank < parts.length; rank += 1) {
    shares[rank] = at(shares, rank) + (share * Math.max(0, at(parts, rank))) / total;
  }
}

/** The few largest shares, taken one after the other: to sort them all would cost more than to work them out. */
function strongest(history: readonly WeighedEntry[], shares: Float64Array, size: number) {
  const taken: { itemId: string; share: number }[] = [];
  while (taken.length < size) {
    let best = -1;
    let highest = 0;
    for (let rank = 0; rank < shares.length; rank += 1) {
      const share = at(shares, rank);
      if (share < highest || share <= 0) continue;
      if (share === highest && idAt(history, rank) >= idAt(history, best)) continue;
      best = rank;
      highest = share;
    }
    if (best < 0) return taken;
    taken.push({ itemId: idAt(history, best), share: highest });
    shares[best] = 0;
  }
  return taken;
}

/** Writes what each entry of the history, by its rank, adds to a generator's score of an item, in that generator's units. */
type WriteParts = (slot: number, parts: Float64Array) => void;

/** What is the same for all items of an answer is worked out here, once. */
function createWriters(evidences: Evidences): Partial<Record<GeneratorName, WriteParts>> {
  const { transitions, trained, history } = evidences;
  const online = {
    transitions: (slot: number, parts: Float64Array) => {
      for (let rank = 0; rank < history.length; rank += 1) {
        parts[rank] = transitionPart(transitions, history[rank] ?? NOBODY, slot, evidences);
      }
    },
    content: createContentWriter(evidences),
  };
  return trained ? { ...online, ...createTrainedWriters(trained, history) } : online;
}

function createContentWriter({ content, vectors, history }: Evidences): WriteParts {
  const likenessesTo = createLikenesses(content, history);
  return (slot, parts) => {
    const likenesses = likenessesTo(slot);
    for (let rank = 0; rank < history.length; rank += 1) {
      const { slot: from, weight } = history[rank] ?? NOBODY;
      const byVector = Math.max(0, vectorLikeness(vectors, from, slot));
      // In the units of words: as much as an item is like itself.
      const byVectorInWords = byVector > 0 ? byVector * (likeness(content, from, from) || 1) : 0;
      parts[rank] = weight * (at(likenesses, rank) + byVectorInWords);
    }
  };
}

const NOBODY: WeighedEntry = { slot: -1, itemId: "", weight: 0 };

function idAt(history: readonly WeighedEntry[], rank: number): string {
  return history[rank]?.itemId ?? "";
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
