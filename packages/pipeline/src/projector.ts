import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { Services } from "@rapport/domain/context";
import type { EnrichedEvent, RecordedEvent } from "@rapport/domain/events/enriched-event";
import { readFoldedOffsets } from "@rapport/domain/events/read-folded-offsets";
import { OffsetConflict, recordEvents } from "@rapport/domain/events/record-events";
import type { EventLog, LogRecord } from "@rapport/ports/event-log";
import { classifyFailure, describeFailure } from "./classify-failure.ts";
import { enrichEvent } from "./enrich-event.ts";
import { isolatePoison } from "./isolate-poison.ts";
import { decodeLogBatch } from "./log-batch.ts";
import type { Position } from "./position.ts";

export type ProjectorOptions = {
  services: Services;
  log: EventLog;
  /** Called after each commit with the events that were new. */
  onRecorded: (recorded: readonly RecordedEvent[]) => void;
  /**
   * Called when events of these projects may have been stored without `onRecorded` hearing of it, because the
   * database's answer was lost: whoever must know every event reads them from the store.
   */
  onMissed?: (projectIds: ReadonlySet<string>) => void;
  /** Log values per transaction; one value holds the events of one person's partition in one request. */
  maxRecords?: number;
  /** Bytes of log values per transaction. */
  maxBytes?: number;
};

type Step = { events: EnrichedEvent[]; steps: { partition: number; from: number; to: number }[] };

/**
 * Rest after a small transaction: under a steady trickle of single events it gathers what would otherwise be a
 * transaction each; an event after a quiet moment is folded at once.
 */
const REST_MS = 5;
const SMALL_STEP = 200;
const RETRY_MS = { first: 100, longest: 5_000, unread: 1_000 };
/** Tries before a failure that the database does not explain is taken to be the events' own. */
const UNEXPLAINED_TRIES = 3;
/** Statements of one step that run out of time, one after the other, before the step is taken apart. */
const TIMED_OUT_TRIES = 2;

/**
 * Consumer of the event log: reads what is new on all partitions, enriches it and hands it to `recordEvents`, which
 * stores, folds and moves the offsets in one transaction. Many partitions share one transaction, because a
 * transaction's fixed cost is that of ~200 events.
 */
export class Projector {
  readonly #options: Required<ProjectorOptions>;
  readonly #folded = Array.from({ length: PARTITION_COUNT }, () => 0);
  readonly #waiters = new Set<() => void>();
  #wake: () => void = () => {};
  #firstPartition = 0;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => {};

  constructor(options: ProjectorOptions) {
    this.#options = { maxRecords: 1_000, maxBytes: 1024 * 1024, onMissed: () => {}, ...options };
  }

  /**
   * Reads where the last run ended, then follows the log.
   * @throws RapportError unavailable when the store has folded more than the log ever held
   */
  async start(): Promise<void> {
    await this.#loadOffsets();
    await this.#skipForgotten();
    this.#stopListening = this.#options.log.onAppend(() => this.#wake());
    this.#running = this.#run();
  }

  /** Values that are durable but not folded yet. */
  lag(): number {
    const ends = this.#options.log.ends();
    return ends.reduce((sum, end, partition) => sum + Math.max(0, end - (this.#folded[partition] ?? 0)), 0);
  }

  /** Next offset to fold, by partition. */
  folded(): readonly number[] {
    return this.#folded;
  }

  /** Waits until everything up to `position` is folded; answers false when `waitMs` passes first. */
  async waitFor(position: Position, waitMs: number): Promise<boolean> {
    if (this.#covers(position)) return true;
    return new Promise((resolve) => {
      const check = () => {
        if (!this.#covers(position)) return;
        finish(true);
      };
      const finish = (covered: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(covered);
      };
      const timer = setTimeout(() => finish(false), waitMs);
      this.#waiters.add(check);
    });
  }

  /** Folds what is durable now, then stops. Gives up after `timeoutMs`: the rest is folded at the next start. */
  async stop(timeoutMs: number): Promise<void> {
    const ends = new Map(this.#options.log.ends().map((end, partition) => [partition, end - 1]));
    await this.waitFor(ends, timeoutMs);
    this.#stopping = true;
    this.#stopListening();
    this.#wake();
    await this.#running;
  }

  #covers(position: Position): boolean {
    for (const [partition, offset] of position) if ((this.#folded[partition] ?? 0) <= offset) return false;
    return true;
  }

  async #loadOffsets(): Promise<void> {
    const { services, log } = this.#options;
    const ends = log.ends();
    for (const [partition, offset] of await readFoldedOffsets(services, log.id)) {
      const end = ends[partition] ?? 0;
      if (offset > end) throw olderLogError(log.id, partition, offset, end);
      this.#folded[partition] = offset;
    }
  }

  /**
   * A store that is new beside an old log, or was restored, may stand before the first value that the log still holds.
   * What lies between was folded once, into a store that is not this one; waiting for it would never end.
   */
  async #skipForgotten(): Promise<void> {
    const { services, log } = this.#options;
    const steps = log.starts().flatMap((to, partition) => {
      const from = this.#folded[partition] ?? 0;
      return from < to ? [{ partition, from, to }] : [];
    });
    if (steps.length === 0) return;
    const values = steps.reduce((sum, { from, to }) => sum + to - from, 0);
    services.log.warn("The log no longer holds values that this store never had", { values });
    await recordEvents(services, { logId: log.id, steps, events: [] });
    for (const { partition, to } of steps) this.#folded[partition] = to;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const step = await this.#tryRead();
      if (step === undefined) continue;
      if (step.steps.length === 0) await woken;
      else await this.#record(step);
      if (step.events.length > 0 && step.events.length < SMALL_STEP) await sleep(REST_MS);
    }
  }

  /** A log that cannot be read now is tried again: the projector must not end while the process accepts events. */
  async #tryRead(): Promise<Step | undefined> {
    try {
      return await this.#read();
    } catch (error) {
      this.#options.services.log.error("The event log could not be read", { error: describeFailure(error) });
      await sleep(RETRY_MS.unread);
      return undefined;
    }
  }

  /** What is new, fairly: each round starts at another partition, so none starves. */
  async #read(): Promise<Step> {
    const { log, maxRecords, maxBytes } = this.#options;
    const ends = log.ends();
    const step: Step = { events: [], steps: [] };
    let records = 0;
    let bytes = 0;
    for (let i = 0; i < PARTITION_COUNT && records < maxRecords && bytes < maxBytes; i++) {
      const partition = (this.#firstPartition + i) % PARTITION_COUNT;
      const from = this.#folded[partition] ?? 0;
      if (from >= (ends[partition] ?? 0)) continue;
      const values = await log.read(partition, from, maxRecords - records, maxBytes - bytes);
      // A log may skip offsets: where it shows no value before the end, that end is where to go on.
      const last = values.at(-1);
      const to = last ? last.offset + 1 : (ends[partition] ?? from);
      records += values.length;
      for (const value of values) bytes += value.value.byteLength;
      step.events.push(...values.flatMap(eventsOf));
      step.steps.push({ partition, from, to });
    }
    this.#firstPartition = (this.#firstPartition + 1) % PARTITION_COUNT;
    return step;
  }

  async #record(step: Step): Promise<void> {
    const { services } = this.#options;
    let delayMs = RETRY_MS.first;
    let apart = false;
    let timeouts = 0;
    for (let tries = 1; !this.#stopping; tries++) {
      try {
        return await this.#recordOnce(step, apart);
      } catch (error) {
        const failure = classifyFailure(error);
        services.log.warn("A batch could not be folded", { tries, failure, error: describeFailure(error) });
        timeouts = failure === "timeout" ? timeouts + 1 : 0;
        const blamesData =
          failure === "poison" ||
          timeouts >= TIMED_OUT_TRIES ||
          (failure === "unexplained" && tries >= UNEXPLAINED_TRIES);
        if (blamesData && !apart) {
          apart = true;
          continue;
        }
        await sleep(delayMs);
        delayMs = Math.min(delayMs * 2, RETRY_MS.longest);
        // A part may be stored although its answer was lost; run again, it is a duplicate and nobody is told.
        if (apart) this.#announceMissed(step);
      }
    }
  }

  async #recordOnce(step: Step, apart: boolean): Promise<void> {
    let recorded: readonly RecordedEvent[];
    try {
      recorded = apart ? await this.#recordApart(step) : await this.#recordTogether(step);
    } catch (error) {
      if (!(error instanceof OffsetConflict)) throw error;
      // Folded already: by another projector, or by this one before the database's answer was lost.
      await this.#loadOffsets();
      this.#announceMissed(step);
      this.#wakeWaiters();
      return;
    }
    for (const { partition, to } of step.steps) this.#folded[partition] = to;
    this.#announce(recorded);
    this.#wakeWaiters();
  }

  #recordTogether(step: Step): Promise<RecordedEvent[]> {
    return recordEvents(this.#options.services, { logId: this.#options.log.id, ...step });
  }

  /** Stores the good events of a batch that fails as a whole, and the bad ones as dead letters. */
  async #recordApart(step: Step): Promise<readonly RecordedEvent[]> {
    const { services, log } = this.#options;
    await isolatePoison(services, log.id, step.events, (recorded) => this.#announce(recorded));
    return recordEvents(services, { logId: log.id, steps: step.steps, events: [] });
  }

  #announce(recorded: readonly RecordedEvent[]): void {
    this.#tell(() => this.#options.onRecorded(recorded));
  }

  #announceMissed(step: Step): void {
    this.#tell(() => this.#options.onMissed(new Set(step.events.map((event) => event.projectId))));
  }

  /** What is told is committed: what a listener throws is the listener's, and must not make the batch run again. */
  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.services.log.error("Recorded events could not be announced", { error: describeFailure(error) });
    }
  }

  #wakeWaiters(): void {
    for (const check of [...this.#waiters]) check();
  }
}

function olderLogError(logId: string, partition: number, offset: number, end: number): RapportError {
  return new RapportError(
    "unavailable",
    `The store has folded partition ${partition} of the event log ${logId} up to ${offset}, but the log ends at ${end}: ` +
      "its files are older than the store, and new events would be taken for folded ones. Put back the log's newest " +
      "files, or move the folder log/ away to begin a new log.",
  );
}

function eventsOf(record: LogRecord): EnrichedEvent[] {
  const { events, ...batch } = decodeLogBatch(record.value);
  return events.map((event) => enrichEvent(batch, event));
}
