import type { EventLog } from "@rapport/ports/event-log";
import { readLogValue } from "./log-batch.ts";

/** How long a value stays on the log after it arrived. */
const KEEP_MS = 24 * 60 * 60_000;

/** Reads the stored next offsets of the partitions that are this server's to trim; others are left to others. */
type ReadStored = () => Promise<ReadonlyMap<number, number>>;

/**
 * Forgets log values that arrived more than a day ago and were folded by the call before. Not as soon as they are folded:
 * the embedded store leaves it to the operating system when its files reach the disk, so for a while the log is the only
 * copy that survives a power cut. Age is read from the values themselves, so that a restart does not begin the day anew.
 * How far the log is folded is read from the store, never from a projector: another server's may have the partition now.
 */
export class LogTrimmer {
  readonly #log: EventLog;
  readonly #readStored: ReadStored;
  #storedBefore: ReadonlyMap<number, number> = new Map();

  constructor(log: EventLog, readStored: ReadStored) {
    this.#log = log;
    this.#readStored = readStored;
  }

  /** Takes note of what is folded now, for the first call of `trim`. */
  async start(): Promise<void> {
    this.#storedBefore = await this.#readStored();
  }

  /** Trims what is old enough. Called every now and then. */
  async trim(nowMs: number): Promise<void> {
    const until = this.#storedBefore;
    const stored = await this.#readStored();
    this.#storedBefore = stored;
    const starts = this.#log.starts();
    for (const partition of stored.keys()) {
      const start = starts[partition] ?? 0;
      const before = await this.#findYoung(partition, start, until.get(partition) ?? 0, nowMs - KEEP_MS);
      if (before > start) await this.#log.trim(partition, before);
    }
  }

  /**
   * First offset from `start` whose value arrived after `sinceMs`; `end` when there is none. Values of a partition stand
   * in the order of their arrival, so halving finds it with some 30 reads of one value, however many there are.
   */
  async #findYoung(partition: number, start: number, end: number, sinceMs: number): Promise<number> {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await this.#arrivalMs(partition, middle)) > sinceMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  async #arrivalMs(partition: number, offset: number): Promise<number> {
    const [record] = await this.#log.read(partition, offset, 1, 1);
    const events = record ? readLogValue(record.value) : [];
    return events.reduce((latest, event) => Math.max(latest, event.receivedAtMs), 0);
  }
}
