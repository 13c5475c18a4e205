import type { Content } from "./content.ts";
import { createContent } from "./content.ts";
import type { HistoryEntry, WeighedEntry } from "./history.ts";
import type { ItemTable } from "./items.ts";
import { createItemTable } from "./items.ts";
import type { RecommenderOptions } from "./options.ts";
import type { Popularity } from "./popularity.ts";
import { createPopularity } from "./popularity.ts";
import type { Strangers } from "./strangers.ts";
import { createStrangers } from "./strangers.ts";
import type { Trained } from "./trained.ts";
import type { Transitions } from "./transitions.ts";
import { createTransitions } from "./transitions.ts";
import type { Vectors } from "./vectors.ts";
import { createVectors } from "./vectors.ts";
import type { Windows } from "./windows.ts";
import { createWindows } from "./windows.ts";

/** All that a recommender has learned. */
export type Model = {
  readonly options: RecommenderOptions;
  readonly items: ItemTable;
  readonly popularity: Popularity;
  /** The same with a short half-life. */
  readonly trending: Popularity;
  readonly strangers: Strangers;
  readonly transitions: Transitions;
  readonly content: Content;
  readonly vectors: Vectors;
  readonly windows: Windows;
  /** What a training run has found; undefined before the first one. */
  trained: Trained | undefined;
  /** Interactions observed since the beginning. */
  interactions: number;
  /** The history of the last unexplained answer with its voices: its reasons are asked for next. */
  weighed: { history: readonly HistoryEntry[]; nowMs: number; entries: readonly WeighedEntry[] } | undefined;
};

/** A model that knows nothing yet. */
export function createModel(options: RecommenderOptions): Model {
  return {
    options,
    items: createItemTable(),
    popularity: createPopularity(options.popularityHalfLifeMs),
    trending: createPopularity(options.trendingHalfLifeMs),
    strangers: createStrangers(),
    transitions: createTransitions(options.successorsPerItem, options.transitionHalfLifeMs),
    content: createContent(),
    vectors: createVectors(),
    windows: createWindows(options.windowSize, options.maxPersons),
    trained: undefined,
    interactions: 0,
    weighed: undefined,
  };
}
