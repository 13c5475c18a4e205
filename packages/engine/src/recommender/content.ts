import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { grownCapacity } from "./capacity.ts";
import type { WeighedEntry } from "./history.ts";
import type { RecommenderItem } from "./terms.ts";
import { categoryTerm, weighTerms } from "./terms.ts";

/** An item as a sparse vector: terms ascending, weights beside them; the categories once more as a unit vector of their own. */
export type ItemVector = {
  terms: Int32Array;
  weights: Float64Array;
  categoryTerms: Int32Array;
  categoryWeights: Float64Array;
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
  /** Items with each term, and their weights. */
  readonly postings: { slots: number[]; weights: number[] }[];
  /** Vector by item slot. */
  readonly vectors: (ItemVector | undefined)[];
  /** Items that have a vector. */
  size: number;
  /** Weights of a query by term and which terms it has, reused from query to query. */
  readonly scratch: { weights: Float64Array; readonly touched: number[] };
};

/** An empty index. */
export function createContent(): Content {
  const scratch = { weights: new Float64Array(64), touched: [] };
  return { termIds: new Map(), terms: [], freeTerms: [], postings: [], vectors: [], size: 0, scratch };
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
    terms: Int32Array.from(entries, ({ term }) => term),
    weights: Float64Array.from(entries, ({ weight }) => weight),
    categoryTerms: Int32Array.from(categories, ({ term }) => term),
    categoryWeights: Float64Array.from(categories, ({ weight }) => weight / length),
  });
}

/** Stores a vector whose terms are interned. */
export function setVector(content: Content, slot: number, vector: ItemVector): void {
  content.vectors[slot] = vector;
  content.size += 1;
  vector.terms.forEach((term, index) => {
    content.postings[term]?.slots.push(slot);
    content.postings[term]?.weights.push(vector.weights[index] ?? 0);
  });
}

/** Removes an item, and the terms that only it had. */
export function removeContent(content: Content, slot: number): void {
  const vector = content.vectors[slot];
  if (vector === undefined) return;
  content.vectors[slot] = undefined;
  content.size -= 1;
  for (const term of vector.terms) {
    const posting = content.postings[term];
    if (posting === undefined) continue;
    const index = posting.slots.indexOf(slot);
    const lastSlot = posting.slots.pop();
    const lastWeight = posting.weights.pop();
    if (lastSlot !== undefined && lastWeight !== undefined && index < posting.slots.length) {
      posting.slots[index] = lastSlot;
      posting.weights[index] = lastWeight;
    }
    if (posting.slots.length === 0) releaseTerm(content, term);
  }
}

/** Items of a category, in no particular order. */
export function itemsOfCategory(content: Content, category: string): readonly number[] {
  const term = content.termIds.get(categoryTerm(category));
  return term === undefined ? [] : (content.postings[term]?.slots ?? []);
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
  const weights = reserveWeights(content);
  const { touched } = content.scratch;
  let evidence = 0;
  for (const entry of history) {
    const vector = content.vectors[entry.slot];
    if (vector === undefined || vector.terms.length === 0) continue;
    evidence += entry.weight;
    for (let index = 0; index < vector.terms.length; index += 1) {
      const term = vector.terms[index] ?? 0;
      const before = weights[term] ?? 0;
      if (before === 0) touched.push(term);
      weights[term] = before + entry.weight * (vector.weights[index] ?? 0);
    }
  }
  for (const term of touched) weights[term] = (weights[term] ?? 0) * idf(content, term);
  touched.sort((left, right) => (weights[right] ?? 0) - (weights[left] ?? 0) || left - right);
  let read = 0;
  for (const term of touched) {
    const posting = content.postings[term];
    if (posting === undefined) continue;
    const { slots, weights: parts } = posting;
    if (read > 0 && read + slots.length > budget) break;
    read += slots.length;
    const weight = weights[term] ?? 0;
    for (let index = 0; index < slots.length; index += 1) {
      addCandidate(eligible, column, slots[index] ?? 0, weight * (parts[index] ?? 0));
    }
  }
  for (const term of touched) weights[term] = 0;
  touched.length = 0;
  return evidence;
}

/** Likeness of an item to one history item, in the units of `proposeSimilar` before the entry's own weight. */
export function likeness(content: Content, from: number, to: number): number {
  const left = content.vectors[from];
  const right = content.vectors[to];
  if (left === undefined || right === undefined) return 0;
  let sum = 0;
  forEachShared(left.terms, right.terms, (leftIndex, rightIndex) => {
    const term = left.terms[leftIndex] ?? 0;
    sum += (left.weights[leftIndex] ?? 0) * (right.weights[rightIndex] ?? 0) * idf(content, term);
  });
  return sum;
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
    const vector = content.vectors[slot];
    if (vector === undefined) return sums;
    const weights = reserveWeights(content);
    layOut(content, vector, weights);
    for (let place = 0; place < history.length; place += 1) {
      const other = content.vectors[history[place]?.slot ?? -1];
      if (other !== undefined) sums[place] = sumLaidOut(other, weights);
    }
    for (const term of vector.terms) weights[term] = 0;
    return sums;
  };
}

function layOut(content: Content, { terms, weights }: ItemVector, into: Float64Array): void {
  for (let index = 0; index < terms.length; index += 1) {
    const term = terms[index] ?? 0;
    into[term] = (weights[index] ?? 0) * idf(content, term);
  }
}

function sumLaidOut({ terms, weights }: ItemVector, laidOut: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < terms.length; index += 1) {
    sum += (weights[index] ?? 0) * (laidOut[terms[index] ?? 0] ?? 0);
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
  const leftVector = content.vectors[left];
  const rightVector = content.vectors[right];
  if (leftVector === undefined || rightVector === undefined) return 0;
  let cosine = 0;
  forEachShared(leftVector.categoryTerms, rightVector.categoryTerms, (leftIndex, rightIndex) => {
    cosine += (leftVector.categoryWeights[leftIndex] ?? 0) * (rightVector.categoryWeights[rightIndex] ?? 0);
  });
  return Math.min(cosine, 1);
}

/** Smoothed so that a term of every item still counts a little: a shop with one category keeps its likeness. */
function idf(content: Content, term: number): number {
  const frequency = content.postings[term]?.slots.length ?? 0;
  return frequency === 0 ? 0 : Math.log(1 + content.size / frequency);
}

function forEachShared(left: Int32Array, right: Int32Array, visit: (left: number, right: number) => void): void {
  let rightIndex = 0;
  for (let leftIndex = 0; leftIndex < left.length; leftIndex += 1) {
    const term = left[leftIndex] ?? 0;
    while (rightIndex < right.length && (right[rightIndex] ?? 0) < term) rightIndex += 1;
    if (rightIndex === right.length) return;
    if (right[rightIndex] === term) visit(leftIndex, rightIndex);
  }
}

function hasTerms(content: Content, slot: number, weighed: ReadonlyMap<string, number>): boolean {
  const vector = content.vectors[slot];
  if (vector === undefined || vector.terms.length !== weighed.size) return false;
  return vector.terms.every((term, index) => weighed.get(content.terms[term] ?? "") === vector.weights[index]);
}

function internTerm(content: Content, text: string): number {
  const known = content.termIds.get(text);
  if (known !== undefined) return known;
  const term = content.freeTerms.pop() ?? content.terms.length;
  content.termIds.set(text, term);
  content.terms[term] = text;
  content.postings[term] = { slots: [], weights: [] };
  return term;
}

function releaseTerm(content: Content, term: number): void {
  content.termIds.delete(content.terms[term] ?? "");
  content.terms[term] = undefined;
  content.freeTerms.push(term);
}
