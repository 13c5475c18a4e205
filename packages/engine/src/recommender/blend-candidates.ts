import { selectThreshold } from "../collaborative/select-threshold.ts";
import { BLOCK, CLOSED } from "../linear-algebra/score-board.ts";
import type { GeneratorWeights } from "./blend.ts";
import type { CandidateSet, ScoreColumn } from "./candidates.ts";
import { highestScore } from "./candidates.ts";
import type { ItemTable } from "./items.ts";
import { compareIds } from "./items.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import { createTopK, offer, takeSlots } from "./top-k.ts";

/** One candidate with its blended score. */
export type ScoredItem = { slot: number; score: number };

/** The best of a query, how the score of each is made up, and what each generator says of it beside its best, 0–1. */
export type Blended = {
  scored: ScoredItem[];
  partOf(name: GeneratorName, slot: number): number;
  relativeOf(name: GeneratorName, slot: number): number;
};

/**
 * The best `size` eligible items by the convex combination of the generators' scores, each scaled to a maximum of 1
 * over the eligible (CombSUM with max normalisation; Lee, "Analyses of multiple evidence combination", SIGIR 1997). A
 * score below 0 counts as none, so that shares of a score are shares. Items that no generator knows come last, by id, so
 * an answer is short only where fewer items are eligible. O(items), by vectors of four.
 * @param candidates with all that the generators say of the items
 */
export function blendCandidates(
  candidates: CandidateSet,
  items: ItemTable,
  weights: Readonly<GeneratorWeights>,
  size: number,
): Blended {
  const [popularity = 0, ease = 0, factors = 0, sessions = 0] = candidates.board.highest(items.ids.length);
  const highest = {
    transitions: highestScore(candidates.transitions),
    content: highestScore(candidates.content),
    ...{ popularity, ease, factors, sessions },
  };
  const scales = scaleWeights(weights, highest);
  const units = scaleWeights(ALIKE, highest);
  return {
    scored: selectBest(candidates, items, scales, size),
    partOf: (name, slot) => partOf(candidates, scales, name, slot),
    relativeOf: (name, slot) => partOf(candidates, units, name, slot),
  };
}

const ALIKE: GeneratorWeights = { transitions: 1, content: 1, popularity: 1, ease: 1, factors: 1, sessions: 1 };

function scaleWeights(weights: Readonly<GeneratorWeights>, highest: Record<GeneratorName, number>): GeneratorWeights {
  const scales = { ...weights };
  for (const name of GENERATOR_NAMES) scales[name] = highest[name] > 0 ? weights[name] / highest[name] : 0;
  return scales;
}

/** Sums all scores up on the board, and orders what reaches the best: blocks of items that do not are passed over. */
function selectBest(candidates: CandidateSet, items: ItemTable, scales: GeneratorWeights, size: number): ScoredItem[] {
  const { board, transitions, content } = candidates;
  const count = items.ids.length;
  addLookedUp(transitions, scales.transitions, board.extra);
  addLookedUp(content, scales.content, board.extra);
  board.sum(count, [scales.popularity, scales.ease, scales.factors, scales.sessions]);
  const { totals, blocks } = board;
  const top = createTopK(size, (left, right) => compareIds(items, left, right));
  // As many blocks as there are places have an item each that reaches this.
  const heads = blocks.slice(0, Math.ceil(count / BLOCK));
  let worst = heads.length > size ? Math.max(0, selectThreshold(heads, size)) : 0;
  for (let from = 0; from < count; from += BLOCK) {
    if ((blocks[from / BLOCK] ?? CLOSED) < worst) continue;
    for (let slot = from; slot < from + BLOCK; slot += 1) {
      const total = totals[slot] ?? CLOSED;
      if (total < worst) continue;
      offer(top, slot, total);
      if (top.count === size) worst = top.scores[0] ?? worst;
    }
  }
  const scored: ScoredItem[] = [];
  for (const slot of takeSlots(top)) scored.push({ slot, score: exactScore(candidates, scales, slot) });
  return scored.sort((left, right) => right.score - left.score || compareIds(items, left.slot, right.slot));
}

/** Summed up once more with all digits, in the order of the parts, so that the parts of a score are the score. */
function exactScore(candidates: CandidateSet, scales: GeneratorWeights, slot: number): number {
  let sum = 0;
  for (const name of GENERATOR_NAMES) sum += partOf(candidates, scales, name, slot);
  return sum;
}

function addLookedUp({ scores, slots, count }: ScoreColumn, scale: number, extra: Float32Array): void {
  for (let place = 0; place < count; place += 1) {
    const slot = slots[place] ?? 0;
    extra[slot] = (extra[slot] ?? 0) + (scores[slot] ?? 0) * scale;
  }
}

function partOf(candidates: CandidateSet, scales: GeneratorWeights, name: GeneratorName, slot: number): number {
  if (name === "transitions" || name === "content") return (candidates[name].scores[slot] ?? 0) * scales[name];
  return Math.max(0, candidates.dense[name][slot] ?? 0) * scales[name];
}
