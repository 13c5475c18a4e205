import { RapportError } from "@rapport/contracts/errors";
import type { EventLog, LogAppend, LogRecord } from "@rapport/ports/event-log";
import { ABORT } from "lmdb";
import { weighEntries } from "./check-entries.ts";
import type { CommitJob } from "./group-commit.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Bounds, Database } from "./lmdb-bounds.ts";
import { endOf, isSame, readBounds, TRIM_BYTES, writeEntries, writeTrim } from "./lmdb-bounds.ts";
import { LmdbFile } from "./lmdb-file.ts";
import { offsetOfKey, recordKey } from "./lmdb-keys.ts";
import { openLmdbDatabase } from "./open-lmdb-database.ts";

/** Bytes of values that share one commit: large enough to hide the sync, small enough to answer within milliseconds. */
const COMMIT_BYTES = 16 * 1024 * 1024;

type LogJob = CommitJob & { write(database: Database, bounds: Bounds): void };

/** A commit of nothing, before which the file is mapped anew. Nobody waits for it: who needs the file next hears what is wrong. */
const NEW_MAP: LogJob = { weight: 0, write: () => {}, resolve: () => {}, reject: () => {} };

/**
 * Opens the embedded event log in `dir`, and makes it if there is none.
 *
 * A value is in the answer's commit, and the commit is synced (`fdatasync`, then the root page written through), before
 * `append` resolves. LMDB copies a page before it changes it, so a crash leaves the last synced state and needs no repair.
 * One process at a time may hold a directory (see the server's data directory lock), since offsets are counted in memory.
 * Callers leave a value's bytes alone until its append is answered.
 *
 * @throws RapportError `unavailable` when the directory cannot be opened; the same from `append` and `trim` when the disk
 * refuses. Nothing of a refused call is readable, and the log goes on if it can prove that its state is the one before.
 */
export async function openLmdbEventLog(options: { dir: string }): Promise<EventLog> {
  const { database, id } = await openLmdbDatabase(options.dir);
  return new LmdbEventLog(options.dir, id, database);
}

class LmdbEventLog implements EventLog {
  readonly id: string;
  readonly durability = "disk";
  readonly #dir: string;
  readonly #file: LmdbFile;
  readonly #commits: GroupCommit<LogJob>;
  readonly #listeners = new Set<() => void>();
  #bounds: Bounds;
  #failure: RapportError | undefined;
  #closed: Promise<void> | undefined;

  constructor(dir: string, id: string, database: Database) {
    this.#dir = dir;
    this.id = id;
    this.#file = new LmdbFile(dir, id, database);
    this.#bounds = readBounds(database);
    this.#commits = new GroupCommit((jobs) => this.#commit(jobs), COMMIT_BYTES);
  }

  async append(entries: readonly LogAppend[]): Promise<number[]> {
    this.#assertWritable();
    const weight = weighEntries(entries);
    if (entries.length === 0) return [];
    const offsets: number[] = [];
    const write: LogJob["write"] = (database, bounds) => writeEntries(database, bounds, entries, offsets);
    return new Promise((resolve, reject) => {
      this.#commits.add({ weight, write, resolve: () => resolve(offsets), reject });
    });
  }

  async read(partition: number, from: number, maxRecords: number, maxBytes: number): Promise<LogRecord[]> {
    while (this.#file.closing) await this.#file.closing;
    this.#assertOpen();
    const end = endOf(this.#bounds, partition);
    const start = Math.max(from, this.#bounds.starts[partition] ?? 0);
    if (start >= end || maxRecords < 1) return [];
    const records: LogRecord[] = [];
    let bytes = 0;
    const range = { start: recordKey(partition, start), end: recordKey(partition, end), limit: maxRecords };
    for (const { key, value } of this.#file.database().getRange(range)) {
      bytes += value.length;
      if (records.length > 0 && bytes > maxBytes) break;
      records.push({ partition, offset: offsetOfKey(key), value });
    }
    this.#touch(bytes);
    return records;
  }

  starts(): number[] {
    return this.#bounds.starts.slice();
  }

  ends(): number[] {
    return this.#bounds.ends.slice();
  }

  async trim(partition: number, before: number): Promise<void> {
    this.#assertWritable();
    // Clamped to the end of now: values still to come are not this call's to forget.
    const until = Math.min(before, endOf(this.#bounds, partition));
    const write: LogJob["write"] = (database, bounds) => writeTrim(database, bounds, partition, until);
    while ((this.#bounds.starts[partition] ?? 0) < until) {
      await new Promise<void>((resolve, reject) => {
        this.#commits.add({ weight: TRIM_BYTES, write, resolve, reject });
      });
    }
  }

  onAppend(listener: () => void): () => void {
    // A function of its own, so that a listener given twice is stopped one at a time.
    const registered = () => listener();
    this.#listeners.add(registered);
    return () => void this.#listeners.delete(registered);
  }

  close(): Promise<void> {
    this.#closed ??= this.#commits.idle().then(() => this.#file.close());
    return this.#closed;
  }

  /** Writes all jobs in one transaction; they are durable when it resolves, and none of them when it throws. */
  async #commit(jobs: readonly LogJob[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#file.isDue) await this.#file.close();
    const database = this.#file.database();
    const bounds = { starts: this.#bounds.starts.slice(), ends: this.#bounds.ends.slice() };
    try {
      await database.batch(() => {
        for (const job of jobs) job.write(database, bounds);
      });
    } catch (error) {
      throw await this.#refusal(database, error);
    }
    this.#touch(jobs.reduce((sum, { weight }) => sum + weight, 0));
    const grown = bounds.ends.some((end, partition) => end !== this.#bounds.ends[partition]);
    this.#bounds = bounds;
    // In a microtask each: a listener that throws is loud, and stops neither the others nor the log.
    if (grown) for (const listener of this.#listeners) queueMicrotask(listener);
  }

  /** Says why a commit failed, and closes the log for writing unless the disk still holds exactly the state before. */
  async #refusal(database: Database, error: unknown): Promise<RapportError> {
    const cause = await causeOf(error);
    const reason = cause instanceof Error ? cause.message : String(cause);
    const detail = `The event log in ${this.#dir} could not be written (${reason}). Nothing of the request was kept.`;
    try {
      // LMDB refuses every transaction after it could not restore its root page; beginning one finds out.
      database.transactionSync(() => ABORT);
      if (isSame(readBounds(database), this.#bounds)) return new RapportError("unavailable", detail, { cause });
    } catch {
      // Whatever the probe ran into, the cause above says more.
    }
    const closing = `${detail} Its state is uncertain: it takes no more writes until the process is started again.`;
    this.#failure = new RapportError("unavailable", closing, { cause });
    return this.#failure;
  }

  /** The file is closed between two commits and at no other time: a commit under way would lose it. */
  #touch(bytes: number): void {
    if (this.#file.touch(bytes)) this.#commits.add(NEW_MAP);
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw new RapportError("unavailable", `The event log in ${this.#dir} is closed`);
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** LMDB rejects a commit with a general error that carries a promise of the system's; it settles in the same turn. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !("commitError" in error)) return error;
  const late = new Promise((resolve) => setTimeout(resolve, 1_000, error).unref());
  const cause = await Promise.race([Promise.resolve(error.commitError).catch((reason: unknown) => reason), late]);
  // The engine frees its write thread after the callback that rejected; a transaction begun before that would join it.
  await new Promise<void>((resolve) => setImmediate(resolve));
  return cause;
}
