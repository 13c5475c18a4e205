import type { ScoredItem } from "./blend.ts";
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

/** Where the score of an item comes from. */
export type Explained = {
  /** Shares of the score, summing to 1; an item that only fills the list counts as popularity. */
  generators: Partial<Record<GeneratorName, number>>;
  /** History items that speak for it, strongest first; what their shares lack to 1 is popularity. */
  because: { itemId: string; share: number }[];
};

/** The models that a score was made from, and the history it was made for. */
export type Evidences = {
  transitions: Transitions;
  content: Content;
  trained: Trained | undefined;
  history: readonly WeighedEntry[];
  support: number;
  nowMs: number;
  becauseSize: number;
};

/**
 * Takes a score apart, exactly for transitions (the score is a sum over the history). The content share is divided by
 * each history item's full likeness, also where the query stopped reading postings early.
 */
export function explainScore(scored: ScoredItem, evidences: Evidences): Explained {
  if (!(scored.score > 0)) return { generators: { popularity: 1 }, because: [] };
  const generators: Partial<Record<GeneratorName, number>> = {};
  for (const name of GENERATOR_NAMES) {
    const share = scored.parts[name] / scored.score;
    if (share > 0) generators[name] = share;
  }
  const { transitions, content, history } = evidences;
  const shares = new Map<string, number>();
  divide(shares, history, generators.transitions ?? 0, (entry) =>
    transitionPart(transitions, entry, scored.slot, evidences),
  );
  divide(
    shares,
    history,
    generators.content ?? 0,
    (entry) => entry.weight * likeness(content, entry.slot, scored.slot),
  );
  const { trained } = evidences;
  if (trained) {
    for (const name of TRAINED_GENERATORS) {
      divide(shares, history, generators[name] ?? 0, (entry, rank) =>
        trainedPart(trained, name, entry, rank, scored.slot),
      );
    }
  }
  const because = [...shares]
    .map(([itemId, share]) => ({ itemId, share }))
    .sort((left, right) => right.share - left.share || (left.itemId < right.itemId ? -1 : 1))
    .slice(0, evidences.becauseSize);
  return { generators, because };
}

/** Adds each entry's part of a generator's share. */
function divide(
  shares: Map<string, number>,
  history: readonly WeighedEntry[],
  share: number,
  partOf: (entry: WeighedEntry, rank: number) => number,
): void {
  if (share === 0) return;
  const parts = history.map(partOf);
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total <= 0) return;
  history.forEach((entry, index) => {
    const part = parts[index] ?? 0;
    if (part > 0) shares.set(entry.itemId, (shares.get(entry.itemId) ?? 0) + (share * part) / total);
  });
}
