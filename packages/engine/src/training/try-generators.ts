import type { Interactions } from "../collaborative/interactions.ts";
import type { Factors } from "../collaborative/item-factors.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import { createFactorsScorer, createWeightsScorer } from "../collaborative/scorers.ts";
import type { EaseOptions } from "../collaborative/train-ease.ts";
import { EASE_DEFAULTS, trainEase } from "../collaborative/train-ease.ts";
import type { IalsOptions } from "../collaborative/train-ials.ts";
import { IALS_DEFAULTS, trainIals } from "../collaborative/train-ials.ts";
import type { Random } from "../random.ts";

/** Weight of an item of a history by its rank from the newest; 1 is the whole history alike. */
const DECAYS = [1, 0.97, 0.93, 0.88, 0.8] as const;
/** Up to this many items several regularisations are tried; beyond, one inversion takes half a minute. */
const SMALL_CATALOG = 3_000;
const EASE_REGULARISATIONS = [100, 400, 1_600] as const;
const IALS_TRIES = [
  { unobservedWeight: 0.2, regularisation: 0.02 },
  { unobservedWeight: 0.5, regularisation: 0.01 },
  { unobservedWeight: 0.1, regularisation: 0.04 },
] as const;

/** One way to set a generator up, and what it makes of histories then. */
export type Tried<T> = { setup: T; scorer: Scorer };
/** Called before each fit; `share` of all fits is done. */
type OnFit = (share: number) => void;

export type EaseSetup = { options: EaseOptions; decay: number };
export type FactorsSetup = { options: IalsOptions; decay: number; factors: Factors };

/** EASE with every regularisation and decay worth a try at this size. */
export function* tryEase(train: Interactions, onFit: OnFit): Generator<Tried<EaseSetup>> {
  const choices = train.items <= SMALL_CATALOG ? EASE_REGULARISATIONS : [EASE_DEFAULTS.regularisation];
  for (const [index, regularisation] of choices.entries()) {
    const options = { ...EASE_DEFAULTS, regularisation };
    const rows = trainEase(train, options, (share) => onFit((index + share) / choices.length));
    for (const decay of DECAYS) yield { setup: { options, decay }, scorer: createWeightsScorer(rows, decay) };
  }
}

/** iALS with every regularisation and decay worth a try at this size. */
export function* tryFactors(train: Interactions, random: Random, onFit: OnFit): Generator<Tried<FactorsSetup>> {
  const choices = train.items <= SMALL_CATALOG ? IALS_TRIES : IALS_TRIES.slice(0, 1);
  for (const [index, choice] of choices.entries()) {
    const options = { ...IALS_DEFAULTS, ...choice };
    const factors = trainIals(train, options, random, (share) => onFit((index + share) / choices.length));
    for (const decay of DECAYS) {
      yield { setup: { options, decay, factors }, scorer: createFactorsScorer(factors, decay) };
    }
  }
}
