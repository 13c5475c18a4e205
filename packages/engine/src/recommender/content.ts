import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { grownCapacity } from "./capacity.ts";
import type { WeighedEntry } from "./history.ts";
import type { SparseRows } from "./sparse-rows.ts";
import {
  appendEntry,
  clearRow,
  columnsOf,
  createSparseRows,
  multiplyRows,
  removeEntry,
  setRow,
  weightsOf,
} from "./sparse-rows.ts";
import type { RecommenderItem } from "./terms.ts";
import { categoryTerm, weighTerms } from "./terms.ts";

/** An item as a sparse vector: terms ascending, weights beside them; the categories once more as a unit vector of their own. */
export type ItemVector = {
  terms: ArrayLike<number>;
  weights: ArrayLike<number>;
  categoryTerms: ArrayLike<number>;
  categoryWeights: ArrayLike<number>;
};

/**
 * Inverted index over the catalog. Likeness is SMART's lnc.ltc (Manning, Raghavan and Schütze, "Introduction to
 * Information Retrieval", §6.4.3): items are cosine-normalised without idf, the history's side carries the idf. So no
 * stored weight depends on the rest of the catalog, and adding an item is exact at once and costs its own terms only.
 */
export type Content = {
  readonly termIds: Map<string, number>;
  /** Text by term id; undefined where the id is free. */
  readonly terms: (string | undefined)[];
  readonly freeTerms: number[];
  /** By term: the slots of the items with it, and their weights. */
  readonly postings: SparseRows;
  /** By item slot: its terms and their weights, and its categories as a unit vector. */
  readonly vectors: SparseRows;
  readonly categories: SparseRows;
  /** Slots of the items that have a vector, be it empty. */
  readonly slots: Set<number>;
  /** Weights of a query by term and which terms it has, reused from query to query. */
  readonly scratch: { weights: Float64Array; readonly touched: number[] };
};

/** An empty index. */
export function createContent(): Content {
  const scratch = { weights: new Float64Array(64), touched: [] };
  const [postings, vectors, categories] = [createSparseRows(), createSparseRows(), createSparseRows()];
  return { termIds: new Map(), terms: [], freeTerms: [], postings, vectors, categories, slots: new Set(), scratch };
}

/** Adds or replaces an item. O(its terms), and O(the longest posting list) when it replaces one. */
export function setContent(content: Content, slot: number, item: RecommenderItem): void {
  const weighed = weighTerms(item);
  if (hasTerms(content, slot, weighed)) return;
  removeContent(content, slot);
  const entries = [...weighed].map(([text, weight]) => ({ text, term: internTerm(content, text), weight }));
  entries.sort((left, right) => left.term - right.term);
  const categories = entries.filter(({ text }) => text.startsWith("c:"));
  const length = Math.sqrt(categories.reduce((sum, { weight }) => sum + weight * weight, 0));
  setVector(content, slot, {
    terms: entries.map(({ term }) => term),
    weights: entries.map(({ weight }) => weight),
    categoryTerms: categories.map(({ term }) => term),
    categoryWeights: categories.map(({ weight }) => weight / length),
  });
}

/** Stores a vector whose terms are interned. */
export function setVector(content: Content, slot: number, vector: ItemVector): void {
  content.slots.add(slot);
  setRow(content.vectors, slot, vector.terms, vector.weights);
  setRow(content.categories, slot, vector.categoryTerms, vector.categoryWeights);
  for (let index = 0; index < vector.terms.length; index += 1) {
    appendEntry(content.postings, vector.terms[index] ?? 0, slot, vector.weights[index] ?? 0);
  }
}

/** Removes an item, and the terms that only it had. */
export function removeContent(content: Content, slot: number): void {
  if (!content.slots.delete(slot)) return;
  for (const term of columnsOf(content.vectors, slot)) {
    if (removeEntry(content.postings, term, slot) === 0) releaseTerm(content, term);
  }
  clearRow(content.vectors, slot);
  clearRow(content.categories, slot);
}

/** Items of a category, in no particular order. */
export function itemsOfCategory(content: Content, category: string): Iterable<number> {
  const term = content.termIds.get(categoryTerm(category));
  return term === undefined ? [] : columnsOf(content.postings, term);
}

/**
 * Proposes items that are like the history. Reads posting lists in the order of their weight in the history until the
 * budget is spent (quit strategy of Moffat and Zobel, "Self-indexing inverted files", TOIS 1996), so a term that half
 * the catalog has cannot make a query slow; the first list is always read.
 * @returns evidence, 0–1: the share of the history that has content
 */
export function proposeSimilar(
  content: Content,
  history: readonly WeighedEntry[],
  candidates: CandidateSet,
  budget: number,
): number {
  const { eligible, content: column } = candidates;
  const { vectors, postings } = content;
  const weights = reserveWeights(content);
  const { touched } = content.scratch;
  let evidence = 0;
  for (const entry of history) {
    const start = vectors.starts[entry.slot] ?? 0;
    const end = start + (vectors.sizes[entry.slot] ?? 0);
    if (end > start) evidence += entry.weight;
    for (let place = start; place < end; place += 1) {
      const term = vectors.columns[place] ?? 0;
      const before = weights[term] ?? 0;
      if (before === 0) touched.push(term);
      weights[term] = before + entry.weight * (vectors.weights[place] ?? 0);
    }
  }
  for (const term of touched) weights[term] = (weights[term] ?? 0) * idf(content, term);
  touched.sort((left, right) => (weights[right] ?? 0) - (weights[left] ?? 0) || left - right);
  let read = 0;
  for (const term of touched) {
    const start = postings.starts[term] ?? 0;
    const size = postings.sizes[term] ?? 0;
    if (read > 0 && read + size > budget) break;
    read += size;
    const weight = weights[term] ?? 0;
    for (let place = start; place < start + size; place += 1) {
      addCandidate(eligible, column, postings.columns[place] ?? 0, weight * (postings.weights[place] ?? 0));
    }
  }
  for (const term of touched) weights[term] = 0;
  touched.length = 0;
  return evidence;
}

/** Likeness of an item to one history item, in the units of `proposeSimilar` before the entry's own weight. */
export function likeness(content: Content, from: number, to: number): number {
  return multiplyRows(content.vectors, from, to, (term) => idf(content, term));
}

/**
 * Says how much an item is like each entry of a history: `likeness` for all of them at once, by laying the item's weights out by
 * term. O(terms of the item + those of the history) per item.
 * @returns likenesses by place in the history; an array that the next call overwrites
 */
export function createLikenesses(content: Content, history: readonly WeighedEntry[]): (slot: number) => Float64Array {
  const sums = new Float64Array(history.length);
  return (slot) => {
    sums.fill(0);
    const terms = columnsOf(content.vectors, slot);
    if (terms.length === 0) return sums;
    const weights = reserveWeights(content);
    const own = weightsOf(content.vectors, slot);
    for (let index = 0; index < terms.length; index += 1) {
      const term = terms[index] ?? 0;
      weights[term] = (own[index] ?? 0) * idf(content, term);
    }
    for (let place = 0; place < history.length; place += 1) {
      sums[place] = sumLaidOut(content.vectors, history[place]?.slot ?? -1, weights);
    }
    for (const term of terms) weights[term] = 0;
    return sums;
  };
}

function sumLaidOut({ starts, sizes, columns, weights }: SparseRows, row: number, laidOut: Float64Array): number {
  const start = starts[row] ?? 0;
  const end = start + (sizes[row] ?? 0);
  let sum = 0;
  for (let place = start; place < end; place += 1) {
    sum += (weights[place] ?? 0) * (laidOut[columns[place] ?? 0] ?? 0);
  }
  return sum;
}

/** Working space by term, all 0 between two uses. */
function reserveWeights(content: Content): Float64Array {
  const { scratch } = content;
  if (scratch.weights.length < content.terms.length) {
    scratch.weights = new Float64Array(grownCapacity(scratch.weights.length, content.terms.length));
  }
  return scratch.weights;
}

/** Cosine of two items' categories, 0–1, specific levels counting more. */
export function categoryLikeness(content: Content, left: number, right: number): number {
  return Math.min(multiplyRows(content.categories, left, right), 1);
}

/** Smoothed so that a term of every item still counts a little: a shop with one category keeps its likeness. */
function idf(content: Content, term: number): number {
  const frequency = content.postings.sizes[term] ?? 0;
  return frequency === 0 ? 0 : Math.log(1 + content.slots.size / frequency);
}

function hasTerms(content: Content, slot: number, weighed: ReadonlyMap<string, number>): boolean {
  const terms = columnsOf(content.vectors, slot);
  const weights = weightsOf(content.vectors, slot);
  if (!content.slots.has(slot) || terms.length !== weighed.size) return false;
  return terms.every((term, index) => weighed.get(content.terms[term] ?? "") === weights[index]);
}

function internTerm(content: Content, text: string): number {
  const known = content.termIds.get(text);
  if (known !== undefined) return known;
  const term = content.freeTerms.pop() ?? content.terms.length;
  content.termIds.set(text, term);
  content.terms[term] = text;
  return term;
}

function releaseTerm(content: Content, term: number): void {
  content.termIds.delete(content.terms[term] ?? "");
  content.terms[term] = undefined;
  content.freeTerms.push(term);
}
