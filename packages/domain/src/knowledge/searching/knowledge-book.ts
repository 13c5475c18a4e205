import { setImmediate as nextTurn } from "node:timers/promises";
import { fitTopics } from "@rapport/engine/retrieval/topic-space";
import type { Store } from "@rapport/store/database";
import type { ChunkRow, IndexedDocument } from "@rapport/store/queries/knowledge";
import { listChunks, listIndexedDocuments, readKnowledgeRevision } from "@rapport/store/queries/knowledge";
import type { Logger } from "../../logger.ts";
import { tellError } from "../../logger.ts";
import { chunkTerms, KnowledgeIndex } from "./knowledge-index.ts";

type Held = {
  index: KnowledgeIndex;
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

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** A project's index as the store is now. */
  async get(projectId: string): Promise<KnowledgeIndex> {
    const held = this.#held.get(projectId) ?? {
      index: new KnowledgeIndex(),
      revision: -1,
      syncing: undefined,
      fitting: undefined,
    };
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
  async #fit(projectId: string, { index }: Held): Promise<void> {
    const documents = [...index.documents.values()];
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
    const steps = fitTopics(sample, { dimension: Math.max(8, Math.min(128, Math.floor(sample.length / 4))) });
    let step = steps.next();
    for (; !step.done; step = steps.next()) await nextTurn();
    index.setTopics(step.value);
    for (const [i, { id, terms }] of all.entries()) {
      if (index.documents.has(id.slice(0, id.lastIndexOf(".")))) index.placeChunk(id, terms);
      if (i % 50 === 49) await nextTurn();
    }
  }
}
