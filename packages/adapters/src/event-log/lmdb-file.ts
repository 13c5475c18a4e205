import type { Database } from "./lmdb-bounds.ts";
import { openAgain } from "./open-lmdb-database.ts";

/**
 * Bytes that are read and written between two maps of the file. What is resident of it is a few times as much, as the system maps the pages
 * around each that is used.
 */
const TURN_BYTES = 1024 * 1024;

/**
 * The file of the embedded event log, closed and opened anew after every so many bytes. A page of a mapped file counts as the
 * process' memory from its first use to the end of the map, and LMDB neither ends its map nor gives pages of it back: what a server
 * wrote in an hour would be its size. Closing costs less than a millisecond, as nothing is written meanwhile.
 */
export class LmdbFile {
  readonly #dir: string;
  readonly #id: string;
  #database: Database | undefined;
  #touchedBytes = 0;
  #closing: Promise<void> | undefined;

  constructor(dir: string, id: string, database: Database) {
    this.#dir = dir;
    this.#id = id;
    this.#database = database;
  }

  /** The open file. @throws RapportError `unavailable` when it cannot be opened again; the next call tries again */
  database(): Database {
    this.#database ??= openAgain(this.#dir, this.#id);
    return this.#database;
  }

  /** Resolves when the file is being closed no more; undefined when it is not. */
  get closing(): Promise<void> | undefined {
    return this.#closing;
  }

  /** Counts bytes that were read or written; answers whether these made it time for the next map. */
  touch(bytes: number): boolean {
    const wasDue = this.isDue;
    this.#touchedBytes += bytes;
    return this.isDue && !wasDue;
  }

  /** Whether so much was touched that the file should be mapped anew. */
  get isDue(): boolean {
    return this.#touchedBytes >= TURN_BYTES;
  }

  /** Ends the map; whoever needs the file opens it. Nothing may be written meanwhile. */
  async close(): Promise<void> {
    const database = this.#database;
    if (!database) return;
    this.#touchedBytes = 0;
    this.#closing = database.close().finally(() => {
      this.#database = undefined;
      this.#closing = undefined;
    });
    await this.#closing;
  }
}
