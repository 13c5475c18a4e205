import type { Factors } from "./item-factors.ts";
import { createFolder } from "./item-factors.ts";
import type { ItemWeights } from "./item-weights.ts";
import { addItemWeights } from "./item-weights.ts";
import type { Scorer } from "./scorer.ts";
import { weighByRank } from "./scorer.ts";
import type { SessionIndex, SessionOptions } from "./session-neighbours.ts";
import { addSessionVotes, createSessionScratch } from "./session-neighbours.ts";

/** Items of a history that speak, from the newest: more than anybody's recent past holds. */
const HISTORY = 1_000;

/** Sum of the rows of a history, each weighed by decay to the power of its rank from the newest. */
export function createWeightsScorer(rows: ItemWeights, decay: number): Scorer {
  return (history, scores) => {
    for (const { item, weight } of weighByRank(history, decay, HISTORY)) addItemWeights(rows, item, weight, scores);
  };
}

/** Inner products with the vector of a user who is folded in from the history. */
export function createFactorsScorer(factors: Factors, decay: number): Scorer {
  const folder = createFolder(factors);
  return (history, scores) => {
    if (history.items.length > 0) scores.set(folder.score(weighByRank(history, decay, HISTORY)));
  };
}

/** Votes of the nearest sessions to the latest items. */
export function createSessionsScorer(index: SessionIndex, options: SessionOptions): Scorer {
  const scratch = createSessionScratch(index);
  return ({ items }, scores) => addSessionVotes(index, options, Array.from(items).reverse(), scores, scratch);
}

/** The same for everybody: how many users each item has. */
export function createPopularityScorer(counts: Int32Array): Scorer {
  return (_, scores) => {
    counts.forEach((count, item) => {
      scores[item] = (scores[item] ?? 0) + count;
    });
  };
}
