import type { TrainedSettings } from "../collaborative/trained-model.ts";
import type { GeneratorName, RecommenderOptions } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";

/** How much each kind of personal generator knows about this history, 0–1; `trained` is 0 without a trained model. */
export type Evidence = { transitions: number; content: number; trained: number };

/** Weight of each generator. */
export type GeneratorWeights = Record<GeneratorName, number>;

/**
 * Weights of the generators for one query, summing to 1. Transitions count as far as they have been observed from the
 * items of this history; content fills the gap they leave; popularity is what remains for a stranger. As far as a
 * training run has seen the history, the weights that it has learned take their place: those were learned with every
 * generator's full voice, so they are not held against evidence once more.
 * @param learned weights of a trained model, all evidence given
 */
export function weighGenerators(
  evidence: Evidence,
  options: Pick<RecommenderOptions, "blend" | "contentYield">,
  learned?: TrainedSettings["blend"],
): GeneratorWeights {
  const trained = learned ? evidence.trained : 0;
  const mixed = (own: number, learnt = 0) => (1 - trained) * own + trained * learnt;
  const weights: GeneratorWeights = {
    transitions: mixed(options.blend.transitions * evidence.transitions, learned?.transitions),
    content: options.blend.content * evidence.content * yieldedTo({ ...evidence, trained }, options),
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

/** What content keeps of its weight, 0–1, beside the evidence of the generators that know people. */
export function yieldedTo(
  { transitions, trained }: Pick<Evidence, "transitions" | "trained">,
  { contentYield }: Pick<RecommenderOptions, "contentYield">,
): number {
  return (1 - contentYield * transitions) * (1 - contentYield * trained);
}
