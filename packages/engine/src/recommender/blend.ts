import type { TrainedSettings } from "../collaborative/trained-model.ts";
import type { CandidateSet } from "./candidates.ts";
import type { ItemTable } from "./items.ts";
import { compareIds } from "./items.ts";
import type { GeneratorName, RecommenderOptions } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";

/** How much each kind of personal generator knows about this history, 0–1; `trained` is 0 without a trained model. */
export type Evidence = { transitions: number; content: number; trained: number };

/** Weight of each generator. */
export type GeneratorWeights = Record<GeneratorName, number>;

/** One candidate with its blended score and what each generator adds to it. */
export type ScoredItem = { slot: number; score: number; parts: GeneratorWeights };

/**
 * Weights of the generators for one query, summing to 1. Transitions count as far as they have been observed from the
 * items of this history; content fills the gap they leave; popularity is what remains for a stranger. As far as a
 * training run has seen the history, the weights that it has learned take their place.
 * @param learned weights of a trained model, all evidence given
 */
export function weighGenerators(
  evidence: Evidence,
  options: Pick<RecommenderOptions, "blend" | "contentYield">,
  learned?: TrainedSettings["blend"],
): GeneratorWeights {
  const trained = learned ? evidence.trained : 0;
  const mixed = (own: number, learnt = 0) => (1 - trained) * own + trained * learnt;
  const yielded = (1 - options.contentYield * evidence.transitions) * (1 - options.contentYield * trained);
  const weights: GeneratorWeights = {
    transitions: mixed(options.blend.transitions, learned?.transitions) * evidence.transitions,
    content: options.blend.content * evidence.content * yielded,
    popularity: mixed(options.blend.popularity, learned?.popularity),
    ease: mixed(0, learned?.ease),
    factors: mixed(0, learned?.factors),
    sessions: mixed(0, learned?.sessions),
  };
  const total = GENERATOR_NAMES.reduce((sum, name) => sum + weights[name], 0);
  if (total === 0) return { ...weights, popularity: 1 };
  for (const name of GENERATOR_NAMES) weights[name] /= total;
  return weights;
}

/**
 * The best `size` candidates by the convex combination of the generators' scores, each scaled to a maximum of 1 over
 * the candidates (CombSUM with max normalisation; Lee, "Analyses of multiple evidence combination", SIGIR 1997). A
 * score below 0 counts as none, so that shares of a score are shares.
 */
export function blendCandidates(
  candidates: CandidateSet,
  items: ItemTable,
  weights: Readonly<GeneratorWeights>,
  size: number,
): ScoredItem[] {
  const scales = { ...weights };
  for (const name of GENERATOR_NAMES) {
    const highest = weights[name] > 0 ? highestScore(candidates, candidates.columns[name]) : 0;
    scales[name] = highest > 0 ? weights[name] / highest : 0;
  }
  const { columns, slots, count } = candidates;
  const used = GENERATOR_NAMES.filter((name) => scales[name] > 0);
  const totals = new Float64Array(count);
  for (const name of used) {
    const [column, scale] = [columns[name], scales[name]];
    for (let index = 0; index < count; index += 1) {
      const score = column[slots[index] ?? 0] ?? 0;
      if (score > 0) totals[index] = (totals[index] ?? 0) + score * scale;
    }
  }
  const top = createTopK(size, (left, right) => compareIds(items, left, right));
  for (let index = 0; index < count; index += 1) offer(top, slots[index] ?? 0, totals[index] ?? 0);
  return takeSorted(top).map(({ slot, score }) => {
    const parts = { ...NOTHING };
    for (const name of used) parts[name] = Math.max(0, columns[name][slot] ?? 0) * scales[name];
    return { slot, score, parts };
  });
}

const NOTHING: GeneratorWeights = { transitions: 0, content: 0, popularity: 0, ease: 0, factors: 0, sessions: 0 };

function highestScore(candidates: CandidateSet, column: Float64Array): number {
  const { slots, count } = candidates;
  let highest = 0;
  for (let index = 0; index < count; index += 1) {
    const score = column[slots[index] ?? 0] ?? 0;
    if (score > highest) highest = score;
  }
  return highest;
}
