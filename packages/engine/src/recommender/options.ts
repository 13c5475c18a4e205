const DAY_MS = 86_400_000;

/** Names of the candidate generators: those that learn by every interaction, then those that need a training run. */
export const GENERATOR_NAMES = ["transitions", "content", "popularity", "ease", "factors", "sessions"] as const;
/** Which generator proposed an item. */
export type GeneratorName = (typeof GENERATOR_NAMES)[number];
/** Generators that learn by every interaction. */
export type OnlineGenerator = "transitions" | "content" | "popularity";

/** What shapes the learned state; fixed for the life of a recommender and of its snapshots. */
export type LearningOptions = {
  /** After this time an interaction counts half as much for popularity. */
  popularityHalfLifeMs: number;
  /** The same for trends, which are what is wanted more than that lets expect. */
  trendingHalfLifeMs: number;
  /** After this time an observed transition counts half as much. */
  transitionHalfLifeMs: number;
  /** Two interactions this far apart make half a transition. */
  transitionGapHalfLifeMs: number;
  /** Weight of the transition from the k-th last item is this to the power k. */
  transitionRankDecay: number;
  /** A step from one item to another also counts this much as a step back. */
  reverseWeight: number;
  /** Last distinct items kept per person; work per observation grows with it. At most 255. */
  windowSize: number;
  /** Successors kept per item. */
  successorsPerItem: number;
};

/** What bounds memory and shapes answers; may differ from run to run. */
export type ServingOptions = {
  /** Persons whose last items are kept; the one idle longest is forgotten first. */
  maxPersons: number;
  /** Items seen in interactions but not in the catalog; past this, the least popular half is forgotten. */
  maxUncataloguedItems: number;
  /** Most recent distinct items of a history that speak for candidates. */
  historySize: number;
  /** Weight of the k-th last item of a history is this to the power k. */
  historyRankDecay: number;
  /** After this time an entry of the history counts half as much. */
  historyHalfLifeMs: number;
  /** Transitions seen from an item at which their evidence and the prior weigh the same. */
  transitionSupport: number;
  /** Weight of each generator when all have full evidence and there is no trained model. */
  blend: Readonly<Record<OnlineGenerator, number>>;
  /** Share of the content weight that full evidence of transitions takes away, and of training once more, 0–1. */
  contentYield: number;
  /** 0 keeps the order of the scores, 1 looks at category diversity only. */
  diversity: number;
  /** Postings read per query by the content generator. */
  postingBudget: number;
  /** History items named per recommendation. */
  becauseSize: number;
};

/** All settings of a recommender. */
export type RecommenderOptions = LearningOptions & ServingOptions;

/** Defaults; how they were chosen and what they reach is in the README of this package. */
export const DEFAULT_OPTIONS: RecommenderOptions = {
  popularityHalfLifeMs: 14 * DAY_MS,
  trendingHalfLifeMs: DAY_MS,
  transitionHalfLifeMs: 60 * DAY_MS,
  transitionGapHalfLifeMs: 2 * DAY_MS,
  transitionRankDecay: 0.8,
  reverseWeight: 0.1,
  windowSize: 10,
  successorsPerItem: 128,
  maxPersons: 200_000,
  maxUncataloguedItems: 100_000,
  historySize: 30,
  historyRankDecay: 0.7,
  historyHalfLifeMs: 14 * DAY_MS,
  transitionSupport: 10,
  blend: { transitions: 1, content: 0.7, popularity: 0.1 },
  contentYield: 0.7,
  diversity: 0.05,
  postingBudget: 20_000,
  becauseSize: 5,
};

/** @throws RangeError naming the first setting that is out of its range */
export function completeOptions(given: Partial<RecommenderOptions>): RecommenderOptions {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const { blend, ...numbers } = options;
  for (const [name, value] of [...Object.entries(numbers), ...Object.entries(blend)]) {
    if (!(Number.isFinite(value) && value >= 0)) throw new RangeError(`${name} must be a number ≥ 0, not ${value}`);
  }
  for (const name of [
    "popularityHalfLifeMs",
    "trendingHalfLifeMs",
    "transitionHalfLifeMs",
    "transitionGapHalfLifeMs",
    "historyHalfLifeMs",
  ] as const) {
    if (options[name] === 0) throw new RangeError(`${name} must be positive`);
  }
  for (const name of ["windowSize", "successorsPerItem", "maxPersons", "historySize"] as const) {
    if (!(Number.isInteger(options[name]) && options[name] >= 1))
      throw new RangeError(`${name} must be an integer ≥ 1`);
  }
  if (options.windowSize > 255) throw new RangeError("windowSize must be at most 255");
  for (const name of ["transitionRankDecay", "historyRankDecay", "contentYield", "diversity"] as const) {
    if (options[name] > 1) throw new RangeError(`${name} must be at most 1`);
  }
  return options;
}
