import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogRecord } from "@rapport/ports/event-log";

/**
 * The values that this process appended last, so that a projector in it reads them without asking the engine for what was
 * just sent there. Holds durable values only, within a budget of bytes; what is not here is read from the engine.
 */
export class RecentValues {
  readonly #maxBytes: number;
  /** By partition and offset in one number; a Map gives its keys in the order of adding, the oldest first. */
  readonly #values = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Keeps a durable value. */
  add({ partition, offset, value }: LogRecord): void {
    this.#values.set(keyOf(partition, offset), value);
    this.#bytes += value.length;
    for (const [key, { length }] of this.#values) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#values.delete(key);
      this.#bytes -= length;
    }
  }

  /** Records that follow one another from exactly `from`, below `end`; none when that one is not here. */
  read(partition: number, from: number, end: number): LogRecord[] {
    const records: LogRecord[] = [];
    for (let offset = from; offset < end; offset += 1) {
      const value = this.#values.get(keyOf(partition, offset));
      if (value === undefined) break;
      records.push({ partition, offset, value });
    }
    return records;
  }
}

function keyOf(partition: number, offset: number): number {
  return offset * PARTITION_COUNT + partition;
}
