import { blendCandidates, weighGenerators } from "./blend.ts";
import type { CandidateSet } from "./candidates.ts";
import { clearCandidates } from "./candidates.ts";
import { categoryLikeness, itemsOfCategory, proposeSimilar } from "./content.ts";
import { explainScore } from "./explain.ts";
import type { HistoryEntry } from "./history.ts";
import { weighHistory } from "./history.ts";
import { ITEM_STATE } from "./items.ts";
import type { Model } from "./model.ts";
import type { GeneratorName } from "./options.ts";
import { proposePopular } from "./popularity.ts";
import { rerankForDiversity } from "./rerank.ts";
import { proposeTrained } from "./trained.ts";
import { proposeSuccessors } from "./transitions.ts";

/** For whom, from what, and how many. */
export type RecommendQuery = {
  /** What the person did, in any order; none of these items is returned. */
  history: readonly HistoryEntry[];
  /** Items never to return. */
  exclude: ReadonlySet<string>;
  /** Keep items of this category only; letter case does not matter. */
  category?: string;
  /** Keep items of this mask only; made by the recommender's `mask`. */
  mask?: ItemMask;
  /** Items of the history that may be returned all the same. */
  repeat?: ReadonlySet<string>;
  /** In place of the recommender's own setting. */
  diversity?: number;
  limit: number;
  nowMs: number;
};

/** Which items a query may return, by slot; holds until an item is set or removed. */
export type ItemMask = Uint8Array;

/** One recommendation with its reasons. */
export type RankedItem = {
  itemId: string;
  /** Blended score before re-ranking, 0–1; comparable within one answer only. */
  score: number;
  /** Share of the score per generator, summing to 1. */
  generators: Partial<Record<GeneratorName, number>>;
  /** History items that speak for it, strongest first; shares of the score, summing to at most 1. */
  because: { itemId: string; share: number }[];
};

/** Candidates that reach the re-ranking, per place in the answer and at least. */
const POOL = { perPlace: 3, least: 50 } as const;

/**
 * Answers a query in four steps: every generator proposes candidates, their scores are blended by evidence, the best
 * are re-ranked for diversity, and each survivor is explained. Changes nothing in the model.
 */
export function serveQuery(model: Model, candidates: CandidateSet, query: RecommendQuery): RankedItem[] {
  const { items, options, transitions, content, popularity, trained } = model;
  const limit = Math.floor(query.limit);
  if (!(limit >= 1)) return [];
  const pool = Math.max(limit * POOL.perPlace, POOL.least);
  const history = weighHistory(query.history, items, query.nowMs, options);
  const shrinkage = { support: options.transitionSupport, nowMs: query.nowMs };

  clearCandidates(candidates, items.ids.length);
  markEligible(model, candidates.eligible, query);
  const known = {
    transitions: proposeSuccessors(transitions, history, candidates, shrinkage),
    content: proposeSimilar(content, history, candidates, options.postingBudget),
  };
  proposePopular(popularity, items, candidates, pool);
  const evidence = { ...known, trained: trained ? proposeTrained(trained, history, candidates, pool * 2) : 0 };

  const weights = weighGenerators(evidence, options, trained?.model.settings.blend);
  const scored = blendCandidates(candidates, items, weights, pool);
  const ranked = rerankForDiversity(scored, limit, query.diversity ?? options.diversity, (left, right) =>
    categoryLikeness(content, left, right),
  );
  const evidences = { transitions, content, trained, history, becauseSize: options.becauseSize, ...shrinkage };
  return ranked.map((item) => ({
    itemId: items.ids[item.slot] ?? "",
    score: item.score,
    ...explainScore(item, evidences),
  }));
}

/** With a catalog, its available items; without one, every item ever seen. Never those of the history or excluded. */
function markEligible(model: Model, eligible: Uint8Array, query: RecommendQuery): void {
  const { items, content } = model;
  const least = items.catalogued > 0 ? ITEM_STATE.available : ITEM_STATE.seen;
  if (query.category === undefined) {
    const { states } = items;
    const count = items.ids.length;
    for (let slot = 0; slot < count; slot += 1) eligible[slot] = Number((states[slot] ?? 0) >= least);
  } else {
    for (const slot of itemsOfCategory(content, query.category)) {
      if ((items.states[slot] ?? 0) >= least) eligible[slot] = 1;
    }
  }
  if (query.mask) for (let slot = 0; slot < items.ids.length; slot += 1) if (query.mask[slot] !== 1) eligible[slot] = 0;
  for (const { itemId } of query.history) {
    if (!query.repeat?.has(itemId)) clearMark(items.slots.get(itemId), eligible);
  }
  for (const itemId of query.exclude) clearMark(items.slots.get(itemId), eligible);
}

function clearMark(slot: number | undefined, eligible: Uint8Array): void {
  if (slot !== undefined) eligible[slot] = 0;
}
