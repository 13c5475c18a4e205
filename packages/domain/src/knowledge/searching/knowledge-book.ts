import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SearchHit } from "@rapport/engine/retrieval/inverted-index";
import { embedTerms, fitTopics } from "@rapport/engine/retrieval/topic-space";
import type { VectorIndex, VectorSpace } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import type { ChunkRow, IndexedDocument } from "@rapport/store/queries/knowledge";
import {
  listChunks,
  listIndexedDocuments,
  noteTopicSpace,
  readKnowledgeRevision,
} from "@rapport/store/queries/knowledge";
import type { Logger } from "../../logger.ts";
import { tellError } from "../../logger.ts";
import { chunkTerms, KnowledgeIndex } from "./knowledge-index.ts";
import { OUTSIDE_DIMENSION, OutsidePlaces } from "./outside-places.ts";
import type { SearchQuery } from "./rank-chunks.ts";
import { DEPTH } from "./rank-chunks.ts";

type Held = {
  index: KnowledgeIndex;
  /** Where chunks stand by their topics, unless that is in memory. */
  outside: OutsidePlaces | undefined;
  /** The project's revision that the index has; −1 before the first look. */
  revision: number;
  /** The look that runs now; questions wait for it. */
  syncing: Promise<void> | undefined;
  fitting: Promise<void> | undefined;
};

/** Projects that are held at once; the one that was asked least recently leaves. */
const MAX_PROJECTS = 20;
/** Documents whose chunks are read at once. */
const PAGE = 50;
/** Chunks that topics are learned from; more cost time and change little. */
const FIT_CHUNKS = 3_000;
/** Up to this many chunks a question waits for topics: learning them takes less than a second. */
const WAIT_CHUNKS = 600;

/**
 * The knowledge bases that this process answers from, each current with the store at every question: a document that was stored or
 * deleted by any server counts from the next question on. What is read and learned is done in short turns, so that requests go on.
 */
export class KnowledgeBook {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #held = new Map<string, Held>();
  readonly #vectors: VectorIndex | undefined;

  /** @param vectors an engine beside the process, which chunks' places among topics stand in; an engine in memory adds nothing to what is here */
  constructor(store: Store, log: Logger, vectors?: VectorIndex) {
    this.#store = store;
    this.#log = log;
    this.#vectors = vectors?.engine === "memory" ? undefined : vectors;
  }

  /** A project's index as the store is now. */
  async get(projectId: string): Promise<KnowledgeIndex> {
    const held = this.#held.get(projectId) ?? this.#begin();
    this.#held.delete(projectId);
    this.#held.set(projectId, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > MAX_PROJECTS && oldest !== undefined) this.#held.delete(oldest);
    // One look at a time; one that began before this question may have missed what was stored in between.
    for (let first = held.syncing; first; first = held.syncing) await first;
    held.syncing = this.#sync(projectId, held).finally(() => {
      held.syncing = undefined;
    });
    await held.syncing;
    if (held.fitting && held.index.words.size <= WAIT_CHUNKS) await held.fitting;
    return held.index;
  }

  /**
   * What stands near each wording by its topics, where that is not in memory; undefined where it is. An engine that is away costs quality: words
   * find on.
   */
  async searchTopics(
    projectId: string,
    queries: readonly SearchQuery[],
    documentIds: readonly string[] | undefined,
  ): Promise<SearchHit[][] | undefined> {
    const { index, outside } = this.#held.get(projectId) ?? {};
    const topics = index?.topics;
    if (!outside || !topics) return undefined;
    try {
      await outside.flush();
      return await Promise.all(
        queries.map(({ terms }) => outside.search(embedTerms(topics, terms), DEPTH, documentIds)),
      );
    } catch (error) {
      this.#log.warn("A knowledge base is searched by words alone", { projectId, error: tellError(error) });
      return queries.map(() => []);
    }
  }

  #begin(): Held {
    const outside = this.#vectors && new OutsidePlaces(this.#vectors);
    return { index: new KnowledgeIndex(outside), outside, revision: -1, syncing: undefined, fitting: undefined };
  }

  async #sync(projectId: string, held: Held): Promise<void> {
    const { db } = this.#store.forProject(projectId);
    // Read before the documents: what is stored in between is looked at again by the next question.
    const revision = await readKnowledgeRevision(db, projectId);
    if (revision === held.revision) return;
    const { index } = held;
    const documents = await listIndexedDocuments(db, projectId);
    const present = new Set(documents.map(({ id }) => id));
    for (const id of [...index.documents.keys()]) if (!present.has(id)) index.removeDocument(id);
    const changed = documents.filter(({ id, revision: at }) => index.documents.get(id)?.revision !== at);
    for await (const [document, chunks] of this.#read(projectId, changed)) {
      index.setDocument(document, chunks);
      await nextTurn();
    }
    held.revision = revision;
    if ((!index.topics && index.words.size > 0) || index.isOutgrown) this.#fitLater(projectId, held);
  }

  async *#read(
    projectId: string,
    documents: readonly IndexedDocument[],
  ): AsyncGenerator<[IndexedDocument, ChunkRow[]]> {
    const { db } = this.#store.forProject(projectId);
    for (let from = 0; from < documents.length; from += PAGE) {
      const page = documents.slice(from, from + PAGE);
      const ids = page.map(({ id }) => id);
      const chunks = Map.groupBy(await listChunks(db, projectId, ids), ({ documentId }) => documentId);
      for (const document of page) yield [document, chunks.get(document.id) ?? []];
    }
  }

  #fitLater(projectId: string, held: Held): void {
    held.fitting ??= this.#fit(projectId, held)
      .catch((error: unknown) => {
        this.#log.warn("Topics of a knowledge base could not be learned", { projectId, error: tellError(error) });
      })
      .finally(() => {
        held.fitting = undefined;
      });
  }

  /** Learns topics from an even sample of the chunks, then places every chunk. */
  async #fit(projectId: string, { index, outside }: Held): Promise<void> {
    // In the same order everywhere: the same documents have the same topics on every server.
    const documents = [...index.documents.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    const every = Math.max(1, Math.ceil(index.words.size / FIT_CHUNKS));
    const sample: string[][] = [];
    let seen = 0;
    const all: { id: string; terms: string[] }[] = [];
    for await (const [document, chunks] of this.#read(projectId, documents)) {
      for (const chunk of chunks) {
        const terms = chunkTerms(document, chunk);
        all.push({ id: `${document.id}.${chunk.number}`, terms });
        if (seen++ % every === 0) sample.push(terms);
      }
      await nextTurn();
    }
    const steps = fitTopics(sample, {
      dimension: Math.max(8, Math.min(OUTSIDE_DIMENSION, Math.floor(sample.length / 4))),
    });
    let step = steps.next();
    for (; !step.done; step = steps.next()) await nextTurn();
    index.setTopics(step.value);
    for (const [i, { id, terms }] of all.entries()) {
      if (index.documents.has(id.slice(0, id.lastIndexOf(".")))) index.placeChunk(id, terms);
      if (i % 50 === 49) await nextTurn();
    }
    if (outside) await this.#writeOut(outside, { projectId, name: nameOf(documents), dimension: OUTSIDE_DIMENSION });
  }

  async #writeOut(outside: OutsidePlaces, space: VectorSpace): Promise<void> {
    const { projectId } = space;
    // Noted before it is filled: what is noted is emptied one day.
    const old = await this.#store.forProject(projectId).withTransaction((tx) => noteTopicSpace(tx, space));
    for (const { name, dimension } of old) await this.#vectors?.drop({ projectId, name, dimension });
    await outside.begin(space);
  }
}

/** Of what topics are learned from: other documents, or the same ones changed, are another space. */
function nameOf(documents: readonly IndexedDocument[]): string {
  const hash = createHash("sha256");
  for (const { id, revision } of documents) hash.update(`${id} ${revision}\n`);
  return `knowledge-${hash.digest("hex").slice(0, 24)}`;
}
