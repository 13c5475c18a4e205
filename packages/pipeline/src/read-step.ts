import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import type { EventLog } from "@rapport/ports/event-log";
import { readLogValue } from "./log-batch.ts";
import type { RecentBatches } from "./recent-batches.ts";

/** Events to fold in one transaction, and the offsets that they bring the log to. */
export type Step = {
  events: EnrichedEvent[];
  /** Arrival of the oldest of them, ms; undefined when there is none. */
  oldestMs: number | undefined;
  steps: { partition: number; from: number; to: number; epoch?: number | undefined }[];
};

export type StepOptions = {
  log: Pick<EventLog, "ends" | "read">;
  /** What this process has appended itself a moment ago. */
  recent?: RecentBatches | undefined;
  /** Next offset to read, by partition. */
  next: readonly number[];
  /** Whether a partition may be folded, and under which epoch of its lease. */
  lease: (partition: number) => { held: boolean; epoch?: number | undefined };
  /** The partition that is read first and gets what the others leave. */
  first: number;
  maxRecords: number;
  maxBytes: number;
  /** Whether a part of these is enough. */
  isSmall?: boolean;
};

/** Values that every partition gets of each step, however much waits on the others. */
const SURE_RECORDS = 4;
/** Part of a step that a small one is. */
const SMALL_STEP = 0.25;
/** Reads under way at a time; an engine across the network answers them together. */
const READS_AT_ONCE = 16;

/**
 * What is new on the partitions that may be folded, fairly: first some values of each, so that a flood on one delays the
 * others by one transaction at most; then the rest of the budget in turn, deep rather than wide, since neighbours on a
 * partition are often the same people's and share the writing of a profile.
 */
export async function readStep(options: StepOptions): Promise<Step & { meanBytes: number }> {
  const { log, next, recent } = options;
  const ends = log.ends();
  const waiting = findWaiting(options, ends);
  const taken = new Taken(options);
  const sureBytes = Math.floor(options.maxBytes / PARTITION_COUNT);
  for (let i = 0; i < waiting.length && !taken.isFull(); i += READS_AT_ONCE) {
    const group = waiting.slice(i, i + Math.min(READS_AT_ONCE, taken.left.records));
    const sure = Math.min(SURE_RECORDS, Math.ceil(taken.left.records / group.length));
    const read = group.map((partition) =>
      readBatches(options, partition, next[partition] ?? 0, { records: sure, bytes: sureBytes }),
    );
    for (const [at, records] of (await Promise.all(read)).entries()) taken.add(group[at] ?? 0, records);
  }
  for (const partition of waiting) {
    if (taken.isFull()) break;
    const from = taken.nextOf(partition) ?? next[partition] ?? 0;
    if (from >= (ends[partition] ?? 0)) continue;
    taken.add(partition, await readBatches(options, partition, from, taken.left));
  }
  const step = toStep(taken.batches, ends, options);
  const values = waiting.reduce((sum, partition) => sum + (ends[partition] ?? 0) - (next[partition] ?? 0), 0);
  recent?.note((values - taken.count) * taken.meanBytes);
  return { ...step, meanBytes: taken.meanBytes };
}

function findWaiting({ first, next, lease }: StepOptions, ends: readonly number[]): number[] {
  const waiting: number[] = [];
  for (let i = 0; i < PARTITION_COUNT; i++) {
    const partition = (first + i) % PARTITION_COUNT;
    if ((next[partition] ?? 0) < (ends[partition] ?? 0) && lease(partition).held) waiting.push(partition);
  }
  return waiting;
}

/** What a reading may take. */
type Room = { records: number; bytes: number };

/** A log value: its events where this process has just appended them, else its bytes. */
type StepValue = { offset: number; bytes: number } & ({ events: readonly EnrichedEvent[] } | { value: Uint8Array });

/** What follows on a partition: as this process has just appended it, else from the log. */
async function readBatches(
  { log, recent }: StepOptions,
  partition: number,
  from: number,
  { records, bytes }: Room,
): Promise<StepValue[]> {
  const kept = recent?.take(partition, from, records, bytes) ?? [];
  if (kept.length > 0) return kept;
  const read = await log.read(partition, from, records, bytes);
  return read.map(({ offset, value }) => ({ offset, value, bytes: value.byteLength }));
}

/** What a step has taken from the log so far, and what it may still take. */
class Taken {
  readonly batches = new Map<number, StepValue[]>();
  count = 0;
  #bytes = 0;
  readonly left: Room;

  constructor({ maxRecords, maxBytes, isSmall }: StepOptions) {
    const part = isSmall ? SMALL_STEP : 1;
    this.left = { records: Math.ceil(maxRecords * part), bytes: Math.ceil(maxBytes * part) };
  }

  isFull(): boolean {
    return this.left.records <= 0 || this.left.bytes <= 0;
  }

  add(partition: number, batches: readonly StepValue[]): void {
    const before = this.batches.get(partition);
    if (before) before.push(...batches);
    else this.batches.set(partition, [...batches]);
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0);
    this.left.records -= batches.length;
    this.left.bytes -= bytes;
    this.count += batches.length;
    this.#bytes += bytes;
  }

  /** Mean size of a value; 0 when none was taken. */
  get meanBytes(): number {
    return this.count === 0 ? 0 : this.#bytes / this.count;
  }

  nextOf(partition: number): number | undefined {
    const last = this.batches.get(partition)?.at(-1);
    return last && last.offset + 1;
  }
}

function toStep(
  read: ReadonlyMap<number, readonly StepValue[]>,
  ends: readonly number[],
  { next, lease, recent }: StepOptions,
): Step {
  const step: Step = { events: [], oldestMs: undefined, steps: [] };
  for (const [partition, batches] of read) {
    const { held, epoch } = lease(partition);
    // Given back while it was being read: it is somebody else's now.
    if (!held) continue;
    const from = next[partition] ?? 0;
    for (const batch of batches) step.events.push(...eventsOf(partition, batch, recent));
    // A log may skip offsets. Where it shows no value before the end, that end is where to go on.
    const to = (batches.at(-1)?.offset ?? (ends[partition] ?? from) - 1) + 1;
    step.steps.push({ partition, from, to, epoch });
  }
  step.oldestMs = oldestArrivalMs(step.events);
  return step;
}

function oldestArrivalMs(events: readonly EnrichedEvent[]): number | undefined {
  return events.length === 0
    ? undefined
    : events.reduce((oldest, event) => Math.min(oldest, event.receivedAtMs), Number.POSITIVE_INFINITY);
}

function eventsOf(partition: number, batch: StepValue, recent: RecentBatches | undefined): readonly EnrichedEvent[] {
  if ("events" in batch) return batch.events;
  // The projector may hear of a value before whoever appended it has kept it.
  const [kept] = recent?.take(partition, batch.offset, 1, batch.bytes) ?? [];
  return kept?.events ?? readLogValue(batch.value);
}
