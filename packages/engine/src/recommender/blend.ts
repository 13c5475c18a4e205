import type { CandidateSet } from "./candidates.ts";
import type { ItemTable } from "./items.ts";
import { compareIds } from "./items.ts";
import type { GeneratorName, RecommenderOptions } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";

/** How much each personal generator knows about this history, 0–1. */
export type Evidence = { transitions: number; content: number };

/** One candidate with its blended score and what each generator adds to it. */
export type ScoredItem = { slot: number; score: number; parts: Record<GeneratorName, number> };

/**
 * Weights of the generators for one query, summing to 1. Transitions count as far as they have been observed from the
 * items of this history; content fills the gap they leave; popularity is what remains for a stranger.
 */
export function weighGenerators(
  evidence: Evidence,
  options: Pick<RecommenderOptions, "blend" | "contentYield">,
): Record<GeneratorName, number> {
  const transitions = options.blend.transitions * evidence.transitions;
  const content = options.blend.content * evidence.content * (1 - options.contentYield * evidence.transitions);
  const total = transitions + content + options.blend.popularity;
  if (total === 0) return { transitions: 0, content: 0, popularity: 1 };
  return { transitions: transitions / total, content: content / total, popularity: options.blend.popularity / total };
}

/**
 * The best `size` candidates by the convex combination of the generators' scores, each scaled to a maximum of 1 over
 * the candidates (CombSUM with max normalisation; Lee, "Analyses of multiple evidence combination", SIGIR 1997).
 */
export function blendCandidates(
  candidates: CandidateSet,
  items: ItemTable,
  weights: Readonly<Record<GeneratorName, number>>,
  size: number,
): ScoredItem[] {
  const scales = { transitions: 0, content: 0, popularity: 0 };
  for (const name of GENERATOR_NAMES) {
    const highest = highestScore(candidates, candidates.columns[name]);
    scales[name] = highest > 0 ? weights[name] / highest : 0;
  }
  const { transitions, content, popularity } = candidates.columns;
  const top = createTopK(size, (left, right) => compareIds(items, left, right));
  for (let index = 0; index < candidates.count; index += 1) {
    const slot = candidates.slots[index] ?? 0;
    const score =
      (transitions[slot] ?? 0) * scales.transitions +
      (content[slot] ?? 0) * scales.content +
      (popularity[slot] ?? 0) * scales.popularity;
    offer(top, slot, score);
  }
  return takeSorted(top).map(({ slot, score }) => ({
    slot,
    score,
    parts: {
      transitions: (transitions[slot] ?? 0) * scales.transitions,
      content: (content[slot] ?? 0) * scales.content,
      popularity: (popularity[slot] ?? 0) * scales.popularity,
    },
  }));
}

function highestScore(candidates: CandidateSet, column: Float64Array): number {
  const { slots, count } = candidates;
  let highest = 0;
  for (let index = 0; index < count; index += 1) {
    const score = column[slots[index] ?? 0] ?? 0;
    if (score > highest) highest = score;
  }
  return highest;
}
