import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";

/** The events of a log value, which was `bytes` long. */
export type RecentBatch = { offset: number; events: readonly EnrichedEvent[]; bytes: number };

/**
 * Bytes of log values whose batches are kept: two of the projector's steps. As objects they take a few times as much, and where the
 * projector is further behind, what waits for it grows old in memory and is parsed from the log for less.
 */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Batches that this process has just put on the log, as the projector beside it would read them: it takes them from here, and reads and
 * parses nothing. Durable ones only, each given once; what is not here is in the log. Nothing is kept
 * that the projector would come to only after more than may be kept: it would give way before it is asked for.
 */
export class RecentBatches {
  readonly #maxBytes: number;
  /** By partition and offset in one number; a Map gives its keys in the order of adding, the oldest first. */
  readonly #batches = new Map<number, RecentBatch>();
  #bytes = 0;
  /** Bytes of log values that the projector has before it: what it said last, and what has come since. */
  #waitingBytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The projector says how many bytes of log values wait beside those that it has just read. */
  note(waitingBytes: number): void {
    this.#waitingBytes = waitingBytes;
  }

  /** Counts a value that is on the log, and answers whether its batch is worth keeping. */
  admit(bytes: number): boolean {
    this.#waitingBytes += bytes;
    return this.#waitingBytes <= this.#maxBytes;
  }

  /** Keeps a batch that is durable under its place; the oldest give way. The batch is not changed any more. */
  add(partition: number, offset: number, events: readonly EnrichedEvent[], bytes: number): void {
    this.#batches.set(keyOf(partition, offset), { offset, events, bytes });
    this.#bytes += bytes;
    for (const [key, oldest] of this.#batches) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#batches.delete(key);
      this.#bytes -= oldest.bytes;
    }
  }

  /**
   * Batches that follow one another on a partition from an offset on, which are then forgotten here: at most `maxRecords`, fewer when
   * `maxBytes` is passed, none when that of the offset is not kept.
   */
  take(partition: number, from: number, maxRecords: number, maxBytes: number): RecentBatch[] {
    const taken: RecentBatch[] = [];
    for (let left = maxBytes; taken.length < maxRecords && (taken.length === 0 || left > 0); ) {
      const key = keyOf(partition, from + taken.length);
      const found = this.#batches.get(key);
      if (!found) break;
      this.#batches.delete(key);
      this.#bytes -= found.bytes;
      left -= found.bytes;
      taken.push(found);
    }
    return taken;
  }
}

function keyOf(partition: number, offset: number): number {
  return offset * PARTITION_COUNT + partition;
}
