import { createTopK, offer, takeSorted } from "../recommender/top-k.ts";
import { classOfLength } from "./class-of-length.ts";

/** A document that was found. */
export type SearchHit = { id: string; score: number };

export type Bm25Options = {
  /** Where repeated occurrences of a term level off. */
  k1?: number;
  /** How far long documents are held back, 0–1. */
  b?: number;
  /** Lengths as they are instead of by Lucene's classes. */
  exactLengths?: boolean;
};

type Postings = { slots: Int32Array; counts: Uint16Array; size: number; live: number };

/** Anserini's defaults, tuned on news and passages by its authors (Lin et al., "Toward reproducible baselines", ECIR 2016). */
const DEFAULTS = { k1: 0.9, b: 0.4, exactLengths: false };
/** Removed documents stay in the postings until they are this share of all. */
const MAX_DEAD_SHARE = 0.3;

/**
 * An inverted index that ranks by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with Lucene's
 * inverse document frequency ln(1 + (N − df + ½) / (df + ½)), which is never negative, and its classes of document lengths, so that
 * rankings are those of published runs. Terms are looked up whole, so the caller decides on stemming. Postings are typed arrays, 6 bytes each.
 */
export class InvertedIndex {
  readonly #k1: number;
  readonly #b: number;
  readonly #exactLengths: boolean;
  readonly #postings = new Map<string, Postings>();
  readonly #slots = new Map<string, number>();
  #ids: (string | undefined)[] = [];
  #terms: (readonly string[])[] = [];
  #lengths: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** Lengths as they hold a document back. The mean is of the lengths themselves, as in Lucene. */
  #norms: Int32Array<ArrayBuffer> = new Int32Array(64);
  #scores = new Float64Array(64);
  #totalLength = 0;

  constructor(options: Bm25Options = {}) {
    const { k1, b, exactLengths } = { ...DEFAULTS, ...options };
    this.#k1 = k1;
    this.#b = b;
    this.#exactLengths = exactLengths;
  }

  /** Documents that can be found. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds a document, in place of one of the same id. O(terms). */
  add(id: string, terms: readonly string[]): void {
    this.remove(id);
    const slot = this.#ids.length;
    if (slot === this.#lengths.length) {
      this.#lengths = grow(this.#lengths);
      this.#norms = grow(this.#norms);
      this.#scores = new Float64Array(this.#lengths.length);
    }
    const counts = countTerms(terms);
    this.#ids.push(id);
    this.#slots.set(id, slot);
    this.#terms.push([...counts.keys()]);
    this.#lengths[slot] = terms.length;
    this.#norms[slot] = this.#exactLengths ? terms.length : classOfLength(terms.length);
    this.#totalLength += terms.length;
    for (const [term, count] of counts) this.#post(term, slot, count);
  }

  /** Removes a document; false when there is none of this id. O(its terms), and now and then O(all). */
  remove(id: string): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    this.#slots.delete(id);
    this.#ids[slot] = undefined;
    this.#totalLength -= this.#lengths[slot] ?? 0;
    for (const term of this.#terms[slot] ?? []) {
      const postings = this.#postings.get(term);
      if (postings && --postings.live === 0) this.#postings.delete(term);
    }
    this.#terms[slot] = [];
    const dead = this.#ids.length - this.#slots.size;
    if (dead > 64 && dead > this.#ids.length * MAX_DEAD_SHARE) this.#compact();
    return true;
  }

  /** Documents that hold a term. */
  frequencyOf(term: string): number {
    return this.#postings.get(term)?.live ?? 0;
  }

  /** How much a term tells: its inverse document frequency, natural logarithm. A term that is nowhere tells most. */
  weightOf(term: string): number {
    const live = this.frequencyOf(term);
    return Math.log(1 + (this.#slots.size - live + 0.5) / (live + 0.5));
  }

  /** Share (0–1) of a query's weight that one document holds; how often it holds a term counts for nothing. O(query · its terms). */
  coverageOf(id: string, query: readonly string[]): number {
    const held = this.#terms[this.#slots.get(id) ?? -1] ?? [];
    let [covered, total] = [0, 0];
    for (const term of new Set(query)) {
      const weight = this.weightOf(term);
      total += weight;
      if (held.includes(term)) covered += weight;
    }
    return total === 0 ? 0 : covered / total;
  }

  /** Every term that some document holds. */
  vocabulary(): IterableIterator<string> {
    return this.#postings.keys();
  }

  /**
   * The `limit` documents that match best, best first; equal ones in the order in which they were added. A term that the query
   * repeats counts as often. Term at a time: O(postings of the query's terms + found · log limit).
   * @param isAllowed leaves out what it refuses
   */
  search(query: readonly string[], limit: number, isAllowed?: (id: string) => boolean): SearchHit[] {
    const scores = this.#scores;
    const touched: number[] = [];
    const k1 = this.#k1;
    const base = k1 * (1 - this.#b);
    const slope = this.#totalLength === 0 ? 0 : (k1 * this.#b * this.#slots.size) / this.#totalLength;
    for (const [term, repeats] of countTerms(query)) {
      const postings = this.#postings.get(term);
      if (!postings) continue;
      const weight = repeats * this.weightOf(term);
      const { slots, counts, size } = postings;
      for (let i = 0; i < size; i++) {
        const slot = slots[i] ?? 0;
        const count = counts[i] ?? 0;
        const before = scores[slot] ?? 0;
        if (before === 0) touched.push(slot);
        scores[slot] = before + (weight * count) / (count + base + slope * (this.#norms[slot] ?? 0));
      }
    }
    return this.#take(touched, limit, isAllowed);
  }

  #take(touched: readonly number[], limit: number, isAllowed: ((id: string) => boolean) | undefined): SearchHit[] {
    const best = createTopK(limit, (left, right) => left - right);
    for (const slot of touched) {
      const id = this.#ids[slot];
      if (id !== undefined && (isAllowed === undefined || isAllowed(id))) offer(best, slot, this.#scores[slot] ?? 0);
      this.#scores[slot] = 0;
    }
    return takeSorted(best).map(({ slot, score }) => ({ id: this.#ids[slot] ?? "", score }));
  }

  #post(term: string, slot: number, count: number): void {
    let postings = this.#postings.get(term);
    if (!postings) {
      postings = { slots: new Int32Array(2), counts: new Uint16Array(2), size: 0, live: 0 };
      this.#postings.set(term, postings);
    }
    const { size } = postings;
    if (size === postings.slots.length) {
      postings.slots = grow(postings.slots);
      const counts = new Uint16Array(postings.slots.length);
      counts.set(postings.counts);
      postings.counts = counts;
    }
    postings.slots[size] = slot;
    postings.counts[size] = Math.min(count, 65_535);
    postings.size++;
    postings.live++;
  }

  /** Rewrites the postings without removed documents, keeping the order of those that stay. */
  #compact(): void {
    const moved = new Int32Array(this.#ids.length).fill(-1);
    let next = 0;
    this.#ids.forEach((id, slot) => {
      if (id === undefined) return;
      moved[slot] = next;
      this.#lengths[next] = this.#lengths[slot] ?? 0;
      this.#norms[next] = this.#norms[slot] ?? 0;
      this.#slots.set(id, next++);
    });
    this.#terms = this.#terms.filter((_, slot) => (moved[slot] ?? -1) >= 0);
    this.#ids = this.#ids.filter((id) => id !== undefined);
    for (const postings of this.#postings.values()) keepMoved(postings, moved);
  }
}

function keepMoved(postings: Postings, moved: Int32Array): void {
  let kept = 0;
  for (let i = 0; i < postings.size; i++) {
    const slot = moved[postings.slots[i] ?? 0] ?? -1;
    if (slot < 0) continue;
    postings.slots[kept] = slot;
    postings.counts[kept++] = postings.counts[i] ?? 0;
  }
  postings.size = kept;
}

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
