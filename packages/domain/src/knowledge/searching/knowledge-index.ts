import type { SearchHit } from "@rapport/engine/retrieval/inverted-index";
import { InvertedIndex } from "@rapport/engine/retrieval/inverted-index";
import { dotProduct } from "@rapport/engine/retrieval/select-diverse";
import { tokeniseText } from "@rapport/engine/retrieval/tokenise-text";
import type { TopicSpace } from "@rapport/engine/retrieval/topic-space";
import { embedTerms } from "@rapport/engine/retrieval/topic-space";
import type { ChunkRow, IndexedDocument } from "@rapport/store/queries/knowledge";

/** A document as the index knows it. */
export type KnownDocument = IndexedDocument & { chunkIds: string[] };

/**
 * What one process holds of a project's knowledge base: the words of every chunk, and its place among topics once those are known. Texts
 * stay in the store. Not aware of the store; `KnowledgeBook` keeps it current.
 */
export class KnowledgeIndex {
  readonly words = new InvertedIndex();
  readonly documents = new Map<string, KnownDocument>();
  readonly #places: ChunkPlaces;
  #topics: TopicSpace | undefined;
  /** Chunks that came after the topics were learned. */
  #later = 0;
  /** Languages of the documents: words are looked up as each of them writes them. */
  readonly #languages = new Map<string, number>();

  /** @param places where chunks stand by their topics; in memory unless said */
  constructor(places: ChunkPlaces = new Map<string, Float32Array>()) {
    this.#places = places;
  }

  get topics(): TopicSpace | undefined {
    return this.#topics;
  }

  /** True where so much is new that topics are to be learned again. */
  get isOutgrown(): boolean {
    return this.#later > Math.max(50, this.words.size / 4);
  }

  /** Puts a document's chunks in place of those that it had. */
  setDocument(document: IndexedDocument, chunks: readonly ChunkRow[]): void {
    this.removeDocument(document.id);
    const chunkIds = chunks.map(({ number }) => `${document.id}.${number}`);
    this.documents.set(document.id, { ...document, chunkIds });
    this.#languages.set(document.language, (this.#languages.get(document.language) ?? 0) + 1);
    chunks.forEach((chunk, i) => {
      const id = chunkIds[i] ?? "";
      const terms = chunkTerms(document, chunk);
      this.words.add(id, terms);
      if (this.#topics) this.#later++;
      this.placeChunk(id, terms);
    });
  }

  removeDocument(id: string): void {
    const known = this.documents.get(id);
    if (!known) return;
    this.documents.delete(id);
    this.#languages.set(known.language, (this.#languages.get(known.language) ?? 1) - 1);
    for (const chunkId of known.chunkIds) {
      this.words.remove(chunkId);
      this.#places.delete(chunkId);
    }
  }

  /** Takes learned topics; chunks are found by them once they have been placed. */
  setTopics(topics: TopicSpace): void {
    this.#topics = topics;
    this.#later = 0;
    this.#places.clear();
  }

  placeChunk(id: string, terms: readonly string[]): void {
    if (this.#topics) this.#places.set(id, embedTerms(this.#topics, terms));
  }

  /** Terms of a question, as the documents' languages write them. */
  termsOf(text: string): string[] {
    const english = tokeniseText(text);
    if ((this.#languages.get("none") ?? 0) === 0) return english;
    return [...new Set([...english, ...tokeniseText(text, "none")])];
  }

  /** Chunks by their words, best first. */
  searchWords(terms: readonly string[], limit: number, isAllowed?: (id: string) => boolean): SearchHit[] {
    return this.words.search(terms, limit, isAllowed);
  }

  /** Chunks by their topics, best first; none while topics are not known, or where chunks stand elsewhere. O(chunks · dimension). */
  searchTopics(terms: readonly string[], limit: number, isAllowed?: (id: string) => boolean): SearchHit[] {
    if (!this.#topics || !(this.#places instanceof Map)) return [];
    const place = embedTerms(this.#topics, terms);
    const hits: SearchHit[] = [];
    for (const [id, vector] of this.#places) {
      if (isAllowed && !isAllowed(id)) continue;
      const score = dotProduct(place, vector);
      if (score > 0) hits.push({ id, score });
    }
    return hits.sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1)).slice(0, limit);
  }
}

/** Where chunks stand by their topics: a `Map`, or what writes them to a vector index. */
export type ChunkPlaces = {
  set(id: string, place: Float32Array): unknown;
  delete(id: string): unknown;
  /** Topics are others from now on. */
  clear(): void;
};

/** Terms of a chunk. Headings count as words of it: a question often names what stands in them alone. */
export function chunkTerms({ title, language }: IndexedDocument, { heading, text }: ChunkRow): string[] {
  return tokeniseText(`${title}\n${heading}\n${text}`, language);
}
