import { RERANK_POOL } from "../reranking/reranker.ts";
import { weighGenerators, yieldedTo } from "./blend.ts";
import { blendCandidates } from "./blend-candidates.ts";
import type { CandidateSet } from "./candidates.ts";
import { clearCandidates } from "./candidates.ts";
import { categoryLikeness, itemsOfCategory, proposeSimilar } from "./content.ts";
import type { Explainer, GeneratorShares, ScoreParts } from "./explain.ts";
import { createExplainer, shareScore, takeParts } from "./explain.ts";
import type { HistoryEntry, WeighedEntry } from "./history.ts";
import { weighHistory } from "./history.ts";
import type { ItemTable } from "./items.ts";
import { ITEM_STATE } from "./items.ts";
import type { Model } from "./model.ts";
import { popularityFloats, reservePopularity } from "./popularity.ts";
import { rerankForDiversity } from "./rerank.ts";
import { rerankLearned } from "./rerank-learned.ts";
import { scoreTrained } from "./trained.ts";
import { proposeSuccessors } from "./transitions.ts";
import { scoreTrends } from "./trending.ts";
import { proposeNear } from "./vectors.ts";

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
  /** Scores by item in place of what is popular with everybody: of people like this one, say. */
  popularity?: ReadonlyMap<string, number>;
  /** True for what is wanted more than usual in place of what is popular. */
  trending?: boolean;
  /** In place of the recommender's own setting. */
  diversity?: number;
  /** True leaves every `generators` and `because` empty: the caller asks `explain` for the few items that it shows. */
  unexplained?: boolean;
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
  generators: GeneratorShares;
  /** History items that speak for it, strongest first; shares of the score, summing to at most 1. */
  because: { itemId: string; share: number }[];
  /** Of an unexplained answer, for `explain`: the parts of all its scores, and which of them are this item's. */
  parts?: ScoreParts;
  place?: number;
};

/** Candidates that reach the re-ranking, per place in the answer and at least. */
const POOL = { perPlace: 3, least: 50 } as const;

/**
 * Answers a query in five steps: every generator scores the items, their scores are blended by evidence, the order of the
 * best is corrected as training has learned and then for diversity, and each survivor is explained. Changes nothing in the model.
 */
export function serveQuery(model: Model, candidates: CandidateSet, query: RecommendQuery): RankedItem[] {
  const { items, options, transitions, content, popularity } = model;
  const limit = Math.floor(query.limit);
  if (!(limit >= 1)) return [];
  const history = weighHistory(query.history, items, query.nowMs, options);
  model.weighed = { history: query.history, nowMs: query.nowMs, entries: history };
  const shrinkage = { support: options.transitionSupport, nowMs: query.nowMs };

  clearCandidates(candidates, items.ids.length);
  markEligible(model, candidates.eligible, query);
  reservePopularity(popularity, items.ids.length);
  const trained = model.trained && scoreTrained(model.trained, history, candidates.dense);
  const known = {
    transitions: proposeSuccessors(transitions, history, candidates, shrinkage),
    trained: trained?.evidence ?? 0,
  };
  // Content is read as far as it will count: most of a query's postings would speak with a sixteenth of a voice.
  const budget = options.postingBudget * yieldedTo(known, options);
  const similar = proposeSimilar(content, history, candidates, budget);
  const evidence = { ...known, content: Math.max(similar, proposeNear(model.vectors, history, candidates)) };
  const weights = weighGenerators(evidence, options, model.trained?.model.settings.blend);
  candidates.dense.popularity.set(wantedOf(model, query).subarray(0, items.ids.length));
  const diversity = query.diversity ?? options.diversity;
  // Below those that are looked at again the order stays, and only variety looks further than the list.
  const reranked = model.trained?.model.reranker ? RERANK_POOL : 0;
  const pool = diversity === 0 ? Math.max(limit, reranked) : Math.max(limit * POOL.perPlace, POOL.least);
  const blended = blendCandidates(candidates, items, weights, pool);
  const times = { timesMs: query.history.map(({ timestampMs }) => timestampMs), nowMs: query.nowMs };
  const scored = rerankLearned(blended, model.trained, trained && { ...trained, dense: candidates.dense }, times);
  const ranked = rerankForDiversity(scored, limit, diversity, (left, right) => categoryLikeness(content, left, right));
  const parts = takeParts(ranked, blended.partOf);
  const list = ranked.map(({ slot, score }, place): RankedItem => {
    return {
      itemId: items.ids[slot] ?? "",
      score,
      generators: UNTOLD.generators,
      because: UNTOLD.because,
      parts,
      place,
    };
  });
  return query.unexplained ? list : explainItems(model, list, query);
}

const UNTOLD: Pick<RankedItem, "generators" | "because"> = { generators: {}, because: [] };

function wantedOf(model: Model, { popularity, trending, nowMs }: RecommendQuery): Float64Array | Float32Array {
  if (popularity) return toSlots(popularity, model.items);
  return trending ? scoreTrends(model, nowMs) : popularityFloats(model.popularity);
}

function toSlots(scores: ReadonlyMap<string, number>, items: ItemTable): Float64Array {
  const bySlot = new Float64Array(items.ids.length);
  for (const [itemId, score] of scores) {
    const slot = items.slots.get(itemId);
    if (slot !== undefined) bySlot[slot] = score;
  }
  return bySlot;
}

/** Says of each item of an unexplained answer which generators have what share of its score, and which items of the history speak for it. */
export function explainItems<T extends RankedItem>(
  model: Model,
  ranked: readonly T[],
  { history, nowMs }: Pick<RecommendQuery, "history" | "nowMs">,
): T[] {
  const explain = explainerOf(model, takeWeighed(model, history, nowMs), nowMs);
  return ranked.map(({ parts, place = 0, ...item }) => {
    const slot = model.items.slots.get(item.itemId);
    const generators = parts ? shareScore(item.score, parts, place) : item.generators;
    // as: without what was for here alone
    return { ...item, generators, because: slot === undefined ? item.because : explain(slot, generators) } as T;
  });
}

/** The voices of a history as the answer to it has weighed them, if its items are where they were. */
function takeWeighed(model: Model, history: readonly HistoryEntry[], nowMs: number): readonly WeighedEntry[] {
  const { items, options, weighed } = model;
  model.weighed = undefined;
  const isSame = weighed?.history === history && weighed.nowMs === nowMs;
  if (isSame && weighed.entries.every(({ slot, itemId }) => items.ids[slot] === itemId)) return weighed.entries;
  return weighHistory(history, items, nowMs, options);
}

function explainerOf(model: Model, history: readonly WeighedEntry[], nowMs: number): Explainer {
  const { transitions, content, vectors, trained, options } = model;
  const { becauseSize, transitionSupport: support } = options;
  return createExplainer({ transitions, content, vectors, trained, history, becauseSize, support, nowMs });
}

/** With a catalog, its available items; without one, every item ever seen. Never those of the history or excluded. */
function markEligible(model: Model, eligible: Uint8Array, query: RecommendQuery): void {
  const { items, content } = model;
  const least = items.catalogued > 0 ? ITEM_STATE.available : ITEM_STATE.seen;
  if (query.category === undefined) {
    markStates(items.states, eligible, items.ids.length, least);
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

/** Four states at a time: those to be marked are the ones with both low bits (3), or with one of them (1 to 3). */
function markStates(states: Uint8Array, eligible: Uint8Array, count: number, least: number): void {
  const words = Math.floor(count / 4);
  const from = new Uint32Array(states.buffer, states.byteOffset, words);
  const to = new Uint32Array(eligible.buffer, eligible.byteOffset, words);
  const needsBoth = least === ITEM_STATE.available;
  for (let word = 0; word < words; word += 1) {
    const four = from[word] ?? 0;
    to[word] = (needsBoth ? four & (four >>> 1) : four | (four >>> 1)) & 0x01010101;
  }
  for (let slot = words * 4; slot < count; slot += 1) eligible[slot] = Number((states[slot] ?? 0) >= least);
}

function clearMark(slot: number | undefined, eligible: Uint8Array): void {
  if (slot !== undefined) eligible[slot] = 0;
}
