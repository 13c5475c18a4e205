import { setTimeout as sleep } from "node:timers/promises";
import type { Durability } from "@rapport/contracts/durability";
import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog, LogAppend, LogRecord } from "@rapport/ports/event-log";
import { assertPartition, weighEntries } from "./check-entries.ts";
import { toEngineError } from "./engine-error.ts";
import type { CommitJob } from "./group-commit.ts";
import { GroupCommit } from "./group-commit.ts";
import { RecentValues } from "./recent-values.ts";

/** First and next offset of each partition. */
export type LogBounds = { starts: readonly number[]; ends: readonly number[] };

/** What an engine behind a network does itself; `SharedEventLog` makes an event log of it. */
export type LogEngine = {
  id: string;
  durability: Durability;
  /** Where the log is, for errors; without secrets. */
  place: string;
  /** Bytes of values that share one commit. */
  commitBytes: number;
  /** Milliseconds between two looks at what other processes did. */
  pollMs(sinceGrowthMs: number): number;
  /** Makes the entries durable together and answers an offset for each, never below `ends`. Sends nothing twice. */
  commit(entries: readonly LogAppend[], ends: readonly number[]): Promise<number[]>;
  /** Records from `from` up to `end`; at least one if there is any, as many as is convenient within the limits. */
  read(partition: number, from: number, end: number, limits: ReadLimits): Promise<LogRecord[]>;
  trim(partition: number, before: number): Promise<void>;
  /** Asks the engine; rejects when it does not take appends now. */
  readBounds(): Promise<LogBounds>;
  /** Tells of ends as other processes move them, if the engine can; polling finds what this misses. */
  follow?(onEnds: (ends: ReadonlyMap<number, number>) => void): Promise<void>;
  close(): Promise<void>;
};

export type ReadLimits = { maxRecords: number; maxBytes: number };

type AppendJob = CommitJob & { entries: readonly LogAppend[]; offsets: number[] };

/** Bytes of this process' last values that are kept at hand. */
const RECENT_BYTES = 16 * 1024 * 1024;
/** An engine that says nothing for so long will not be waited for: the caller is told to send again. */
const ANSWER_MS = 15_000;

/** Opens an event log over an engine that several processes share. */
export async function openSharedEventLog(engine: LogEngine): Promise<EventLog> {
  const log = new SharedEventLog(engine);
  try {
    await log.start();
    return log;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/**
 * What is the same for all engines that processes share: appends in group commits, bounds that can be read at once, and
 * listeners who hear of every value, also of other processes'.
 */
class SharedEventLog implements EventLog {
  readonly id: string;
  readonly durability: Durability;
  readonly #engine: LogEngine;
  readonly #commits: GroupCommit<AppendJob>;
  readonly #recent = new RecentValues(RECENT_BYTES);
  readonly #listeners = new Set<() => void>();
  readonly #starts = new Array<number>(PARTITION_COUNT).fill(0);
  readonly #ends = new Array<number>(PARTITION_COUNT).fill(0);
  readonly #stopPolling = new AbortController();
  #polling: Promise<void> = Promise.resolve();
  #grownAtMs = performance.now();
  #failure: RapportError | undefined;
  #closed: Promise<void> | undefined;

  constructor(engine: LogEngine) {
    this.id = engine.id;
    this.durability = engine.durability;
    this.#engine = engine;
    this.#commits = new GroupCommit((jobs) => this.#commit(jobs), engine.commitBytes);
  }

  /** Reads where the log stands, and follows it from then on. */
  async start(): Promise<void> {
    await this.#engine.follow?.((moved) => this.#moveEnds(moved));
    await this.#look();
    this.#polling = this.#poll();
  }

  async append(entries: readonly LogAppend[]): Promise<number[]> {
    this.#assertWritable();
    const weight = weighEntries(entries);
    if (entries.length === 0) {
      await this.#look();
      return [];
    }
    return new Promise((resolve, reject) => {
      const job: AppendJob = { entries, weight, offsets: [], resolve: () => resolve(job.offsets), reject };
      this.#commits.add(job);
    });
  }

  async read(partition: number, from: number, maxRecords: number, maxBytes: number): Promise<LogRecord[]> {
    this.#assertOpen();
    assertPartition(partition);
    const end = this.#ends[partition] ?? 0;
    const records: LogRecord[] = [];
    let next = Math.max(from, this.#starts[partition] ?? 0);
    let bytes = 0;
    while (next < end && records.length < maxRecords) {
      const limits = { maxRecords: maxRecords - records.length, maxBytes: maxBytes - bytes };
      const found = await this.#readOn(partition, next, end, limits);
      for (const record of found) {
        bytes += record.value.length;
        if (records.length > 0 && (bytes > maxBytes || records.length >= maxRecords)) return records;
        records.push(record);
        next = record.offset + 1;
      }
      if (found.length === 0) break;
    }
    return records;
  }

  async #readOn(partition: number, from: number, end: number, limits: ReadLimits): Promise<LogRecord[]> {
    const recent = this.#recent.read(partition, from, Math.min(end, from + limits.maxRecords));
    if (recent.length > 0) return recent;
    return this.#ask(this.#engine.read(partition, from, end, limits), "could not be read");
  }

  starts(): number[] {
    return this.#starts.map((start, partition) => Math.min(start, this.#ends[partition] ?? 0));
  }

  ends(): number[] {
    return this.#ends.slice();
  }

  async trim(partition: number, before: number): Promise<void> {
    this.#assertWritable();
    assertPartition(partition);
    // Clamped to the end of now: values still to come are not this call's to forget.
    const until = Math.min(before, this.#ends[partition] ?? 0);
    if (until <= (this.#starts[partition] ?? 0)) return;
    await this.#engine.trim(partition, until).catch((cause: unknown) => {
      throw toEngineError(this.#engine.place, "could not be trimmed", cause);
    });
    this.#starts[partition] = Math.max(until, this.#starts[partition] ?? 0);
  }

  onAppend(listener: () => void): () => void {
    // A function of its own, so that a listener given twice is stopped one at a time.
    const registered = () => listener();
    this.#listeners.add(registered);
    return () => void this.#listeners.delete(registered);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#commits.idle();
    this.#stopPolling.abort();
    await this.#polling;
    await this.#engine.close();
  }

  async #commit(jobs: readonly AppendJob[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const entries = jobs.flatMap((job) => job.entries);
    const ends = this.ends();
    const given = this.#engine.commit(entries, ends);
    const offsets = await this.#ask(given, "did not answer for an append, which may be kept or not");
    const moved = new Map<number, number>();
    let place = 0;
    for (const job of jobs) {
      job.offsets = offsets.slice(place, place + job.entries.length);
      place += job.entries.length;
    }
    for (const [index, { partition, value }] of entries.entries()) {
      const offset = offsets[index];
      if (offset === undefined || offset < (ends[partition] ?? 0)) throw this.#setBack(partition, offset);
      this.#recent.add({ partition, offset, value });
      moved.set(partition, offset + 1);
    }
    this.#moveEnds(moved);
  }

  /** The engine gave an offset that had been given: what it held has been replaced by something older. */
  #setBack(partition: number, offset: number | undefined): RapportError {
    this.#failure = new RapportError(
      "unavailable",
      `The event log in ${this.#engine.place} was set back to an older state (partition ${partition}, offset ${offset}): ` +
        "it takes no more events until the process is started again",
    );
    return this.#failure;
  }

  #moveEnds(ends: ReadonlyMap<number, number>): void {
    let grown = false;
    for (const [partition, end] of ends) {
      if (end <= (this.#ends[partition] ?? 0)) continue;
      this.#ends[partition] = end;
      grown = true;
    }
    if (!grown) return;
    this.#grownAtMs = performance.now();
    // In a microtask each: a listener that throws is loud, and stops neither the others nor the log.
    for (const listener of this.#listeners) queueMicrotask(listener);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopPolling;
    while (!signal.aborted) {
      const pauseMs = this.#engine.pollMs(performance.now() - this.#grownAtMs);
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#look();
      } catch {
        // Appends, reads and the readiness probe say that the engine is away; polling goes on until it is back.
      }
    }
  }

  async #look(): Promise<void> {
    const { starts, ends } = await this.#ask(this.#engine.readBounds(), "does not answer");
    for (const [partition, start] of starts.entries()) {
      this.#starts[partition] = Math.max(this.#starts[partition] ?? 0, start);
    }
    this.#moveEnds(new Map(ends.entries()));
  }

  /** Waits for the engine, but not for ever. */
  async #ask<T>(answer: Promise<T>, failing: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (cause) {
      throw toEngineError(this.#engine.place, failing, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) {
      throw new RapportError("unavailable", `The event log in ${this.#engine.place} is closed`);
    }
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
