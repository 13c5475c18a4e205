import { newId } from "@rapport/contracts/ids";
import type { Store } from "@rapport/store/database";
import { deleteOutcomes } from "@rapport/store/queries/outcomes";
import { deletePolicies } from "@rapport/store/queries/placements";
import type { DecisionRow, WrittenDecision } from "@rapport/store/queries/recommendations";
import { deleteDecisions, insertDecisions, writeDecision } from "@rapport/store/queries/recommendations";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";

/** Longest that a decision waits for others to be written with. */
const FLUSH_MS = 50;
/** Rows of one statement; as many are written at once. Of lists of ten they stay below 128 KiB, from where on a text grows old at its first collection. */
const FLUSH_ROWS = 64;
/** Rest after a write that failed. */
const RETRY_MS = 2_000;
/** Rows kept while the store is away: some 16 MB, at the 1.6 KB of a list of ten. */
const MAX_ROWS = 10_000;
/** Learning looks back this far; older decisions are deleted. */
const KEPT_MS = 90 * 86_400_000;

type Sift = (rows: readonly WrittenDecision[]) => Promise<WrittenDecision[]>;

/**
 * Log of what was recommended, written in batches beside the requests: an answer must not wait for a record of itself.
 * A crash loses at most what the last 50 ms decided; a store that is away delays the rows, up to a bound.
 */
export class DecisionLog {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #sift: Sift;
  #rows: WrittenDecision[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param sift takes erased people out of rows before they are written */
  constructor(store: Store, log: Logger, sift: Sift = async (rows) => [...rows]) {
    this.#store = store;
    this.#log = log;
    this.#sift = sift;
  }

  /** Keeps a decision for the next write; past the bound the oldest one goes, and the log says how many went. */
  add(row: DecisionRow): void {
    // Free text of a request: one character that the database refuses would hold back all others.
    this.#rows.push(writeDecision({ ...row, placement: row.placement.toWellFormed().replaceAll("\0", "") }));
    if (this.#rows.length > MAX_ROWS) this.#dropped += this.#rows.splice(0, this.#rows.length - MAX_ROWS).length;
    if (this.#rows.length === FLUSH_ROWS) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what is waiting; on failure the rows wait for the next try. Resolves when the try is over. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Deletes a project's decisions that are too old to learn from. */
  async deleteOld(projectId: string, nowMs: number): Promise<void> {
    // Ids begin with their time, so the primary key finds the old ones.
    const beforeId = newId("decision", nowMs - KEPT_MS, new Uint8Array(10));
    await deleteDecisions(this.#store.db, { projectId, beforeId });
    await deleteOutcomes(this.#store.db, { projectId, beforeId });
    await deletePolicies(this.#store.db, projectId, new Date(nowMs - KEPT_MS));
  }

  /** Written one after the other, so that what is written is at the front. */
  async #write(): Promise<void> {
    try {
      while (this.#rows.length > 0) {
        const batch = this.#rows.splice(0, FLUSH_ROWS);
        try {
          await insertDecisions(this.#store.db, await this.#sift(batch));
        } catch (error) {
          this.#rows.unshift(...batch);
          throw error;
        }
      }
    } catch (error) {
      this.#log.warn("Decisions could not be logged", { waiting: this.#rows.length, error: tellError(error) });
      this.#timer ??= setTimeout(() => void this.flush(), RETRY_MS).unref();
    }
    if (this.#dropped > 0) this.#log.error("Decisions were dropped unlogged", { dropped: this.#dropped });
    this.#dropped = 0;
  }
}
