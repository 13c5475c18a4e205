import type { GeneratorWeights } from "./blend.ts";
import type { CandidateSet } from "./candidates.ts";
import { highestScore } from "./candidates.ts";
import type { ItemTable } from "./items.ts";
import { compareIds } from "./items.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";
import type { TrainedScores } from "./trained.ts";

/** One candidate with its blended score. */
export type ScoredItem = { slot: number; score: number };

/** What is known of all items, besides what the generators that look items up have left in the candidate set. */
export type DenseScores = {
  /** By item slot. */
  popularity: Float64Array;
  /** By item number; undefined where training has seen nothing of the history. */
  trained: TrainedScores | undefined;
};

/** The best of a query, how the score of each is made up, and what each generator says of it beside its best, 0–1. */
export type Blended = {
  scored: ScoredItem[];
  partsOf(slot: number): GeneratorWeights;
  relativeOf(slot: number): GeneratorWeights;
};

/**
 * The best `size` eligible items by the convex combination of the generators' scores, each scaled to a maximum of 1
 * over the eligible (CombSUM with max normalisation; Lee, "Analyses of multiple evidence combination", SIGIR 1997). A
 * score below 0 counts as none, so that shares of a score are shares. Items that no generator knows come last, by id, so
 * an answer is short only where fewer items are eligible. Two passes over the items.
 */
export function blendCandidates(
  candidates: CandidateSet,
  items: ItemTable,
  dense: DenseScores,
  weights: Readonly<GeneratorWeights>,
  size: number,
): Blended {
  const count = items.ids.length;
  const highest = {
    transitions: highestScore(candidates.transitions),
    content: highestScore(candidates.content),
    popularity: highestEligible(dense.popularity, candidates.eligible, count),
    ...(dense.trained ? highestTrained(dense.trained, candidates.eligible) : NO_TRAINED),
  };
  const scales = scaleWeights(weights, highest);
  const units = scaleWeights(ALIKE, highest);
  return {
    scored: selectBest(candidates, items, dense, scales, size),
    partsOf: (slot) => partsOf(candidates, dense, scales, slot),
    relativeOf: (slot) => partsOf(candidates, dense, units, slot),
  };
}

const ALIKE: GeneratorWeights = { transitions: 1, content: 1, popularity: 1, ease: 1, factors: 1, sessions: 1 };
const NO_TRAINED = { ease: 0, factors: 0, sessions: 0 };

function scaleWeights(weights: Readonly<GeneratorWeights>, highest: Record<GeneratorName, number>): GeneratorWeights {
  const scales = { ...weights };
  for (const name of GENERATOR_NAMES) scales[name] = highest[name] > 0 ? weights[name] / highest[name] : 0;
  return scales;
}

function highestEligible(scores: Float64Array, eligible: Uint8Array, count: number): number {
  let highest = 0;
  for (let slot = 0; slot < count; slot += 1) {
    const score = scores[slot] ?? 0;
    if (score > highest && eligible[slot] === 1) highest = score;
  }
  return highest;
}

function highestTrained({ slotOf, count, ease, factors, sessions }: TrainedScores, eligible: Uint8Array) {
  const highest = { ...NO_TRAINED };
  for (let number = 0; number < count; number += 1) {
    const byEase = ease[number] ?? 0;
    const byFactors = factors[number] ?? 0;
    const bySessions = sessions[number] ?? 0;
    if (!(byEase > highest.ease || byFactors > highest.factors || bySessions > highest.sessions)) continue;
    if (eligible[slotOf[number] ?? -1] !== 1) continue;
    if (byEase > highest.ease) highest.ease = byEase;
    if (byFactors > highest.factors) highest.factors = byFactors;
    if (bySessions > highest.sessions) highest.sessions = bySessions;
  }
  return highest;
}

/** One pass, without calls but for the few items that enter the selection: this loop is half of a query. */
function selectBest(
  { eligible, transitions, content }: CandidateSet,
  items: ItemTable,
  { popularity, trained }: DenseScores,
  scales: GeneratorWeights,
  size: number,
): ScoredItem[] {
  const top = createTopK(size, (left, right) => compareIds(items, left, right));
  const { numberOf, ease, factors, sessions } = trained ?? NOT_TRAINED;
  const [stepScores, contentScores, count] = [transitions.scores, content.scores, items.ids.length];
  let worst = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < count; slot += 1) {
    if (eligible[slot] !== 1) continue;
    let score = (popularity[slot] ?? 0) * scales.popularity;
    score += (stepScores[slot] ?? 0) * scales.transitions + (contentScores[slot] ?? 0) * scales.content;
    const number = trained === undefined ? -1 : (numberOf[slot] ?? -1);
    if (number >= 0) {
      score += Math.max(0, ease[number] ?? 0) * scales.ease + (sessions[number] ?? 0) * scales.sessions;
      score += Math.max(0, factors[number] ?? 0) * scales.factors;
    }
    if (score < worst) continue;
    offer(top, slot, score);
    if (top.count === size) worst = top.scores[0] ?? worst;
  }
  return takeSorted(top);
}

const NOT_TRAINED: Pick<TrainedScores, "numberOf" | "ease" | "factors" | "sessions"> = {
  numberOf: new Int32Array(),
  ease: new Float64Array(),
  factors: new Float32Array(),
  sessions: new Float64Array(),
};

function partsOf(
  { transitions, content }: CandidateSet,
  { popularity, trained }: DenseScores,
  scales: GeneratorWeights,
  slot: number,
): GeneratorWeights {
  const number = trained?.numberOf[slot] ?? -1;
  const trainedPart = (scores: Float64Array | Float32Array | undefined, scale: number) =>
    number < 0 ? 0 : Math.max(0, scores?.[number] ?? 0) * scale;
  return {
    transitions: (transitions.scores[slot] ?? 0) * scales.transitions,
    content: (content.scores[slot] ?? 0) * scales.content,
    popularity: (popularity[slot] ?? 0) * scales.popularity,
    ease: trainedPart(trained?.ease, scales.ease),
    factors: trainedPart(trained?.factors, scales.factors),
    sessions: trainedPart(trained?.sessions, scales.sessions),
  };
}
