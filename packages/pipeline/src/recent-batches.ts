import type { LogBatch } from "@rapport/contracts/log";
import { PARTITION_COUNT } from "@rapport/contracts/log";

/**
 * Bytes of log values whose batches are kept: two of the projector's steps. As objects they take a few times as much, and where the
 * projector is further behind, what waits for it grows old in memory and is parsed from the log for less.
 */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Batches that this process has just put on the log, as they were before they became bytes: the projector beside it takes
 * them from here and parses nothing. Durable ones only, each given once; what is not here is in the log. Nothing is kept
 * that the projector would come to only after more than may be kept: it would give way before it is asked for.
 */
export class RecentBatches {
  readonly #maxBytes: number;
  /** By partition and offset in one number; a Map gives its keys in the order of adding, the oldest first. */
  readonly #batches = new Map<number, { batch: LogBatch; bytes: number }>();
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
  add(partition: number, offset: number, batch: LogBatch, bytes: number): void {
    this.#batches.set(keyOf(partition, offset), { batch, bytes });
    this.#bytes += bytes;
    for (const [key, oldest] of this.#batches) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#batches.delete(key);
      this.#bytes -= oldest.bytes;
    }
  }

  /** The batch of a place, which is then forgotten here; undefined when it is not kept. */
  take(partition: number, offset: number): LogBatch | undefined {
    const key = keyOf(partition, offset);
    const found = this.#batches.get(key);
    if (!found) return undefined;
    this.#batches.delete(key);
    this.#bytes -= found.bytes;
    return found.batch;
  }
}

function keyOf(partition: number, offset: number): number {
  return offset * PARTITION_COUNT + partition;
}
