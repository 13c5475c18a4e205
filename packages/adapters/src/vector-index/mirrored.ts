import type { VectorAnswer, VectorEntry, VectorIndex, VectorQuery, VectorSpace } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import type { MirrorState } from "./mirror-rows.ts";
import { leaseMirror, moveMirror, readMirror, releaseMirror, restartMirror } from "./mirror-rows.ts";
import { readChanges } from "./vector-rows.ts";

/** Pause after which a space that could not be brought up to date is tried again. */
const RETRY_MS = 15_000;

export type MirroredOptions = {
  store: Store;
  /** Keeps the vectors in the store, and compares all of them where the other one cannot answer. */
  exact: VectorIndex;
  outside: VectorIndex;
  /** Runs each call to the outside engine: a circuit breaker. */
  guard: <T>(call: () => Promise<T>) => Promise<T>;
  /** Hears when a space begins to be answered without the outside engine. */
  onFailure: (what: string, error: unknown) => void;
  onClose?: (() => void) | undefined;
  retryMs?: number | undefined;
};

/**
 * An outside engine that follows what the store keeps. Writes are kept in the store first, then brought outside in their order;
 * how far that came is kept, too, so nothing is lost while the outside engine is away. A query that it cannot answer, or not with all
 * writes, is answered by comparing everything: `isDegraded` when the outside engine is to blame.
 */
export function openMirroredVectorIndex(options: MirroredOptions): VectorIndex {
  return new MirroredVectorIndex(options);
}

class MirroredVectorIndex implements VectorIndex {
  readonly engine: string;
  readonly #options: MirroredOptions;
  readonly #following = new Map<string, Promise<void>>();
  /** Spaces whose last attempt failed, and when they are tried again. */
  readonly #failed = new Map<string, NodeJS.Timeout>();
  #isClosed = false;

  constructor(options: MirroredOptions) {
    this.engine = options.outside.engine;
    this.#options = options;
  }

  async upsert(space: VectorSpace, entries: readonly VectorEntry[]): Promise<void> {
    await this.#options.exact.upsert(space, entries);
    this.#follow(space);
  }

  fetch(space: VectorSpace, ids: readonly string[]): Promise<Map<string, VectorEntry>> {
    return this.#options.exact.fetch(space, ids);
  }

  async query(space: VectorSpace, query: VectorQuery): Promise<VectorAnswer> {
    const { store, exact, outside, guard } = this.#options;
    const state = await readMirror(store, space);
    if (!state) return exact.query(space, query);
    if (state.mirroredThrough < state.version) {
      this.#follow(space);
      return { ...(await exact.query(space, query)), isDegraded: this.#failed.has(keyOf(space)) };
    }
    try {
      return await guard(() => outside.query(outsideOf(space, state), query));
    } catch (error) {
      if (Reflect.get(Object(error), "code") === "invalid_parameter") throw error;
      this.#options.onFailure("a query", error);
      return { ...(await exact.query(space, query)), isDegraded: true };
    }
  }

  async delete(space: VectorSpace, ids: readonly string[]): Promise<void> {
    await this.#options.exact.delete(space, ids);
    this.#follow(space);
  }

  list(space: VectorSpace): AsyncIterable<string> {
    return this.#options.exact.list(space);
  }

  count(space: VectorSpace): Promise<number> {
    return this.#options.exact.count(space);
  }

  async drop(space: VectorSpace): Promise<void> {
    const { store, exact, outside, guard, onFailure } = this.#options;
    await this.#following.get(keyOf(space));
    const state = await readMirror(store, space);
    await exact.drop(space);
    if (!state) return;
    // What stays outside costs its room there and no more: a space of the same name stands apart from it.
    await guard(() => outside.drop(outsideOf(space, state))).catch((error) =>
      onFailure("a space that was given up", error),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#failed.values()) clearTimeout(timer);
    await Promise.all(this.#following.values());
    await Promise.all([this.#options.exact.close(), this.#options.outside.close()]);
    this.#options.onClose?.();
  }

  /** Brings a space up to date in the background, once more if it changes meanwhile. */
  #follow(space: VectorSpace): void {
    const key = keyOf(space);
    if (this.#isClosed) return;
    const before = this.#following.get(key) ?? Promise.resolve();
    const following = before.then(() => this.#catchUp(space)).catch((error) => this.#retryLater(space, error));
    this.#following.set(key, following);
    void following.then(() => {
      if (this.#following.get(key) === following) this.#following.delete(key);
    });
  }

  #retryLater(space: VectorSpace, error: unknown): void {
    const key = keyOf(space);
    if (!this.#failed.has(key)) this.#options.onFailure("a space cannot be brought up to date", error);
    clearTimeout(this.#failed.get(key));
    const timer = setTimeout(() => this.#follow(space), this.#options.retryMs ?? RETRY_MS);
    this.#failed.set(key, timer.unref());
  }

  async #catchUp(space: VectorSpace): Promise<void> {
    const { store } = this.#options;
    const behind = await readMirror(store, space);
    if (!behind || behind.mirroredThrough >= behind.version) return;
    let state = await leaseMirror(store, space, false);
    // Another server does it. Should that one die, the next write or query asks again.
    if (!state) return;
    try {
      if (state.mirroredThrough > 0 && state.mirroredThrough < state.forgottenThrough) {
        await restartMirror(store, space, state.epoch);
        state = await leaseMirror(store, space, true);
      }
      if (state) await this.#bring(space, state);
    } finally {
      await releaseMirror(store, space);
    }
    clearTimeout(this.#failed.get(keyOf(space)));
    this.#failed.delete(keyOf(space));
  }

  async #bring(space: VectorSpace, state: MirrorState): Promise<void> {
    const { store, outside, guard } = this.#options;
    const target = outsideOf(space, state);
    // From the end of the last whole version: a page may have ended within the one after it.
    for await (const changes of readChanges(store.db, space, { version: state.mirroredThrough, id: "\x7f" })) {
      const entries = changes.flatMap(({ id, vector, labels }) => (vector ? [{ id, vector, labels }] : []));
      const gone = changes.filter(({ vector }) => !vector).map(({ id }) => id);
      if (entries.length > 0) await guard(() => outside.upsert(target, entries));
      if (gone.length > 0) await guard(() => outside.delete(target, gone));
      const last = changes.at(-1);
      // The last version of a page may go on in the next one.
      if (last) await moveMirror(store, space, state.epoch, last.version - 1);
      await leaseMirror(store, space, true);
    }
    await moveMirror(store, space, state.epoch, state.version);
  }
}

/** A space that is given up and begun anew stands apart from what may be left of the old one. */
function outsideOf(space: VectorSpace, { epoch }: MirrorState): VectorSpace {
  return { ...space, name: `${space.name.slice(0, 91)}.${epoch.slice(0, 8)}` };
}

const keyOf = ({ projectId, name, dimension }: VectorSpace) => `${projectId}/${name}/${dimension}`;
