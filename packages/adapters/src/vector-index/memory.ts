import { checkEntries, checkQuery, checkSpace } from "@rapport/ports/check-vectors";
import type { VectorAnswer, VectorEntry, VectorIndex, VectorQuery, VectorSpace } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import { ExactSpace } from "./exact-space.ts";
import type { ChangePlace, SpaceState } from "./vector-rows.ts";
import {
  countEntries,
  deleteEntries,
  dropSpace,
  readChanges,
  readEntries,
  readIds,
  readSpace,
  START,
  spaceKey,
  writeEntries,
} from "./vector-rows.ts";

/** Bytes of vectors that stay in memory; spaces that were asked longest ago are read again when they are needed. */
const MEMORY_BYTES = 256 * 1024 * 1024;

/** A space as far as this process has read it. */
type Replica = { epoch: string; place: ChangePlace; exact: ExactSpace; turn: Promise<unknown> };

export type MemoryVectorOptions = { store: Store; memoryBytes?: number | undefined };

/**
 * Exact search in the process over vectors that the store keeps. Every query first reads what has changed since the last one,
 * by whichever server, so that it sees all writes that were answered.
 */
export function openMemoryVectorIndex(options: MemoryVectorOptions): VectorIndex {
  return new MemoryVectorIndex(options);
}

class MemoryVectorIndex implements VectorIndex {
  readonly engine = "memory";
  readonly #store: Store;
  readonly #memoryBytes: number;
  /** In the order of use, the latest last. */
  readonly #replicas = new Map<string, Replica>();

  constructor({ store, memoryBytes = MEMORY_BYTES }: MemoryVectorOptions) {
    this.#store = store;
    this.#memoryBytes = memoryBytes;
  }

  async upsert(space: VectorSpace, entries: readonly VectorEntry[]): Promise<void> {
    checkEntries(space, entries);
    await writeEntries(this.#store, space, entries);
  }

  async fetch(space: VectorSpace, ids: readonly string[]): Promise<Map<string, VectorEntry>> {
    checkSpace(space);
    return new Map((await readEntries(this.#store.db, space, ids)).map((entry) => [entry.id, entry]));
  }

  async query(space: VectorSpace, query: VectorQuery): Promise<VectorAnswer> {
    checkQuery(space, query);
    const replica = this.#use(space);
    // One at a time on each space: what is compared must not change meanwhile.
    const matches = replica.turn.then(async () => {
      const state = await readSpace(this.#store.db, space);
      if (!state) return [];
      await this.#catchUp(space, replica, state);
      return replica.exact.query(query);
    });
    replica.turn = matches.catch(() => undefined);
    const answer = { matches: await matches, isExact: true, isDegraded: false };
    this.#evict(replica);
    return answer;
  }

  async delete(space: VectorSpace, ids: readonly string[]): Promise<void> {
    checkSpace(space);
    await deleteEntries(this.#store, space, ids);
  }

  async *list(space: VectorSpace): AsyncGenerator<string> {
    checkSpace(space);
    for (let afterId = ""; ; ) {
      const ids = await readIds(this.#store.db, space, afterId);
      yield* ids;
      const last = ids.at(-1);
      if (last === undefined) return;
      afterId = last;
    }
  }

  async count(space: VectorSpace): Promise<number> {
    checkSpace(space);
    return countEntries(this.#store.db, space);
  }

  async drop(space: VectorSpace): Promise<void> {
    checkSpace(space);
    await dropSpace(this.#store, space);
    this.#replicas.delete(replicaKey(space));
  }

  async close(): Promise<void> {
    this.#replicas.clear();
  }

  #use(space: VectorSpace): Replica {
    const key = replicaKey(space);
    const fresh = { epoch: "", place: START, exact: new ExactSpace(space.dimension), turn: Promise.resolve() };
    const replica = this.#replicas.get(key) ?? fresh;
    this.#replicas.delete(key);
    this.#replicas.set(key, replica);
    return replica;
  }

  async #catchUp(space: VectorSpace, replica: Replica, { epoch, version, forgottenThrough }: SpaceState) {
    if (replica.epoch !== epoch || replica.place.version < forgottenThrough)
      Object.assign(replica, { epoch, place: START, exact: new ExactSpace(space.dimension) });
    if (replica.place.version >= version) return;
    for await (const changes of readChanges(this.#store.db, space, replica.place)) {
      for (const change of changes) replica.exact.apply(change);
      const last = changes.at(-1);
      if (last) replica.place = { version: last.version, id: last.id };
    }
    // Deletions of what never was move the version and leave no row.
    if (replica.place.version < version) replica.place = { version, id: LAST_ID };
  }

  #evict(keep: Replica): void {
    let bytes = 0;
    for (const replica of this.#replicas.values()) bytes += replica.exact.sizeBytes;
    for (const [key, replica] of this.#replicas) {
      if (bytes <= this.#memoryBytes) return;
      if (replica === keep) continue;
      bytes -= replica.exact.sizeBytes;
      this.#replicas.delete(key);
    }
  }
}

/** After all ids of a version. */
const LAST_ID = "\x7f";

function replicaKey(space: VectorSpace): string {
  return `${space.projectId}/${spaceKey(space)}`;
}
