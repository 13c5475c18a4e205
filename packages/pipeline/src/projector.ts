import { setTimeout as sleep } from "node:timers/promises";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { Services } from "@rapport/domain/context";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import { readFoldedOffsets } from "@rapport/domain/events/read-folded-offsets";
import { OffsetConflict, recordEvents } from "@rapport/domain/events/record-events";
import type { LeaseState } from "@rapport/domain/events/renew-leases";
import type { EventLog } from "@rapport/ports/event-log";
import type { Backlog } from "./backlog-meter.ts";
import { BacklogMeter } from "./backlog-meter.ts";
import { classifyFailure, describeFailure } from "./classify-failure.ts";
import { FoldedOffsets } from "./folded-offsets.ts";
import { isolatePoison } from "./isolate-poison.ts";
import type { LogShare } from "./partition-leases.ts";
import { PartitionLeases } from "./partition-leases.ts";
import type { Position } from "./position.ts";
import { readShownOffsets } from "./read-shown-offsets.ts";
import type { Step } from "./read-step.ts";
import { readStep } from "./read-step.ts";
import type { RecentBatches } from "./recent-batches.ts";
import type { Congestion, RestTimes } from "./step-rest.ts";
import { StepRest } from "./step-rest.ts";

export type ProjectorOptions = {
  services: Services;
  log: EventLog;
  /** What this process appends itself, so that it is not parsed again. */
  recent?: RecentBatches | undefined;
  /** Called after each commit with the events that were new. */
  onRecorded: (recorded: readonly RecordedEvent[]) => void;
  /** Called after each commit that moved the log's offsets, for metrics. */
  onStep?: (step: { seconds: number; events: number; recorded: number }) => void;
  /**
   * Called when events of these projects may have been stored without `onRecorded` hearing of it, because the
   * database's answer was lost: whoever must know every event reads them from the store.
   */
  onMissed?: (projectIds: ReadonlySet<string>) => void;
  /** Log values per transaction; one value holds the events of one person's partition in one request. */
  maxRecords?: number;
  /** Bytes of log values per transaction. */
  maxBytes?: number;
  restMs?: RestTimes | undefined;
  /** Whether more arrives than can be answered in time: the fold then works in smaller steps, and rests while answers wait. */
  congestion?: () => Congestion;
  /** Set where several servers fold the log: each folds the partitions that it has a lease of. Otherwise this one folds all. */
  share?: LogShare | undefined;
};

const RETRY_MS = { first: 100, longest: 5_000, unread: 1_000 };
/** Tries before a failure that the database does not explain is taken to be the events' own. */
const UNEXPLAINED_TRIES = 3;
/** Statements of one step that run out of time, one after the other, before the step is taken apart. */
const TIMED_OUT_TRIES = 2;

/**
 * Consumer of the event log: reads what is new on its partitions, enriches it and hands it to `recordEvents`, which
 * stores, folds and moves the offsets in one transaction. Many partitions share one transaction, because a
 * transaction's fixed cost is that of ~200 events.
 */
export class Projector {
  readonly #options: Required<Omit<ProjectorOptions, "share" | "recent" | "restMs" | "congestion">> &
    Pick<ProjectorOptions, "recent">;
  readonly #leases: PartitionLeases | undefined;
  readonly #folded: FoldedOffsets;
  readonly #rest: StepRest;
  readonly #backlog = new BacklogMeter();
  #wake: () => void = () => {};
  #firstPartition = 0;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => {};

  constructor({ share, restMs, congestion = () => "none", ...options }: ProjectorOptions) {
    this.#options = { maxRecords: 2_000, maxBytes: 2 * 1024 * 1024, onMissed: () => {}, onStep: () => {}, ...options };
    const { services, log } = options;
    this.#leases =
      share &&
      new PartitionLeases({ services, logId: log.id, ...share, onRenewed: (state) => this.#takeLeases(state) });
    this.#folded = new FoldedOffsets({
      read: () => readFoldedOffsets(services, log.id),
      isForeign: (partition) => !this.#lease(partition).held,
    });
    const isAwaited = () => this.#folded.isAwaited(log.ends());
    this.#rest = new StepRest({ isAwaited, congestion, ageMs: () => this.backlog().ageMs }, restMs);
  }

  /**
   * Reads where the last run ended, then follows the log.
   * @throws RapportError unavailable when the store has folded more than the log ever held
   */
  async start(): Promise<void> {
    await this.#loadOffsets();
    await this.#leases?.start();
    this.#stopListening = this.#options.log.onAppend(() => this.#wake());
    await this.#skipForgotten();
    this.#running = this.#run();
  }

  /** Values that are durable but not folded yet, as far as this server knows; exact after `refresh`. */
  lag(): number {
    const ends = this.#options.log.ends();
    return ends.reduce((sum, end, partition) => sum + Math.max(0, end - (this.#folded.next[partition] ?? 0)), 0);
  }

  /** What waits to be folded, as far as this server knows. */
  backlog(): Backlog {
    return this.#backlog.measure(this.lag(), this.#options.services.now());
  }

  /** Looks at what other servers have folded. Does nothing where this one folds all. */
  async refresh(): Promise<void> {
    if (this.#leases) await this.#folded.refresh();
  }

  /** Looks there now if somebody waits for it: another server said that it has folded something. */
  refreshWaiting(): void {
    if (this.#leases) this.#folded.lookAbroad();
  }

  /** Partitions that this server folds. */
  held(): number[] {
    return [...this.#folded.next.keys()].filter((partition) => this.#lease(partition).held);
  }

  /** Stored next offset of each partition that this server folds. */
  async readStored(): Promise<Map<number, number>> {
    const stored = await readFoldedOffsets(this.#options.services, this.#options.log.id);
    return new Map([...stored].filter(([partition]) => this.#lease(partition).held));
  }

  /** Renews the leases now: another server said that there is something to take or to give. */
  async renewLeases(): Promise<void> {
    await this.#leases?.renewNow();
  }

  /** Waits until everything up to `position` is folded, by whichever server; answers false when `waitMs` passes first. */
  async waitFor(position: Position, waitMs: number): Promise<boolean> {
    if (this.#folded.canFold(position, this.#options.log.ends())) this.#rest.end();
    return this.#folded.waitFor(position, waitMs);
  }

  /**
   * Folds what is durable now on its partitions, then stops and gives them back. Gives up after `timeoutMs`: the rest is
   * folded by another server, or at the next start.
   */
  async stop(timeoutMs: number): Promise<void> {
    const ends = this.#options.log.ends();
    await this.waitFor(new Map(this.held().map((partition) => [partition, (ends[partition] ?? 0) - 1])), timeoutMs);
    this.#stopping = true;
    this.#stopListening();
    this.#wake();
    this.#rest.stop();
    await this.#running;
    await this.#leases?.stop();
  }

  #lease(partition: number): { held: boolean; epoch?: number | undefined } {
    if (!this.#leases) return { held: true };
    const epoch = this.#leases.epochOf(partition);
    return { held: epoch !== undefined, epoch };
  }

  #takeLeases(state: LeaseState): void {
    for (const { partition, nextOffset } of state) {
      // Never back: what this server knows may be newer than the statement that read this.
      this.#folded.set(partition, Math.max(nextOffset, this.#folded.next[partition] ?? 0));
    }
    this.#folded.wakeWaiters();
    // Whoever waits for a partition that has just gone elsewhere hears of it from the store now.
    this.#folded.lookAbroad();
    this.#wake();
  }

  async #loadOffsets(): Promise<void> {
    const { services, log } = this.#options;
    const stored = await readShownOffsets(services, log, this.#leases !== undefined);
    for (const [partition, offset] of stored) this.#folded.set(partition, offset);
  }

  /**
   * A store that is new beside an old log, or was restored, may stand before the first value that the log still holds.
   * What lies between was folded once, into a store that is not this one; waiting for it would never end.
   */
  async #skipForgotten(): Promise<void> {
    const { services, log } = this.#options;
    const steps = log.starts().flatMap((to, partition) => {
      const from = this.#folded.next[partition] ?? 0;
      const { held, epoch } = this.#lease(partition);
      return from < to && held ? [{ partition, from, to, epoch }] : [];
    });
    if (steps.length === 0) return;
    const values = steps.reduce((sum, { from, to }) => sum + to - from, 0);
    services.log.warn("The log no longer holds values that this store never had", { values });
    await recordEvents(services, { logId: log.id, node: this.#leases?.node, steps, events: [] });
    for (const { partition, to } of steps) this.#folded.set(partition, to);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const step = await this.#tryRead();
      if (step === undefined) continue;
      if (step.steps.length === 0) await woken;
      const startedMs = performance.now();
      if (step.steps.length > 0) await this.#useLeases(step);
      await this.#rest.after(step.events.length, performance.now() - startedMs);
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

  async #read(): Promise<Step> {
    const { log, recent, maxRecords, maxBytes } = this.#options;
    await this.#skipForgotten();
    const first = this.#firstPartition;
    this.#firstPartition = (first + 1) % PARTITION_COUNT;
    const lease = (partition: number) => this.#lease(partition);
    const most = { maxRecords, maxBytes, isSmall: this.#rest.isCongested };
    const step = await readStep({ log, recent, next: this.#folded.next, lease, first, ...most });
    this.#backlog.note(step, this.#options.services.now());
    return step;
  }

  /** Leases that a transaction uses are not given back before its end. */
  async #useLeases(step: Step): Promise<void> {
    this.#leases?.beginUse(step.steps.map(({ partition }) => partition));
    await this.#record(step);
    this.#leases?.endUse();
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
    const startedMs = performance.now();
    try {
      recorded = apart ? await this.#recordApart(step) : await this.#recordTogether(step);
    } catch (error) {
      if (!(error instanceof OffsetConflict)) throw error;
      // Folded already, by another projector or by this one before the database's answer was lost; or not its to fold.
      await this.#leases?.renewNow();
      await this.#loadOffsets();
      this.#announceMissed(step);
      this.#folded.wakeWaiters();
      return;
    }
    for (const { partition, to } of step.steps) this.#folded.set(partition, to);
    const seconds = (performance.now() - startedMs) / 1_000;
    this.#tell(() => this.#options.onStep({ seconds, events: step.events.length, recorded: recorded.length }));
    this.#announce(recorded);
    this.#folded.wakeWaiters();
  }

  #recordTogether(step: Step): Promise<RecordedEvent[]> {
    const { services, log } = this.#options;
    return recordEvents(services, { logId: log.id, node: this.#leases?.node, ...step });
  }

  /** Stores the good events of a batch that fails as a whole, and the bad ones as dead letters. */
  async #recordApart(step: Step): Promise<readonly RecordedEvent[]> {
    const { services, log } = this.#options;
    const node = this.#leases?.node;
    // Every part is checked like the whole: by steps that stay where they are.
    const steps = step.steps.map((at) => ({ ...at, to: at.from }));
    const input = { logId: log.id, node, steps, events: step.events };
    await isolatePoison(services, input, (recorded) => this.#announce(recorded));
    return recordEvents(services, { logId: log.id, node, steps: step.steps, events: [] });
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
}
