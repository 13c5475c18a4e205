import { createHash } from "node:crypto";
import type { LogAppend } from "@rapport/ports/event-log";

export const PARTITIONS = 5;
/** Of a value's head: its batch and its place in it. */
const HEAD = 8;
const MOST_ENTRIES = 4;
const MOST_BYTES = 9_000;

/** What batch number `batch` appends: the same each time, so that whoever reads a value knows whether it is whole. */
export function entriesOf(batch: number, seed: number): LogAppend[] {
  const dice = createHash("sha256").update(`${seed}:${batch}`).digest();
  const count = 1 + (dice.readUInt8(0) % MOST_ENTRIES);
  return Array.from({ length: count }, (_, place) => ({
    partition: dice.readUInt8(place + 1) % PARTITIONS,
    value: makeValue(batch, place, HEAD + (dice.readUInt16LE(2 * place + 8) % MOST_BYTES)),
  }));
}

/** The batch and place that a value was made for; undefined when it is not, byte for byte, what was appended there. */
export function readEntry(value: Uint8Array, seed: number): { batch: number; place: number } | undefined {
  if (value.length < HEAD) return undefined;
  const head = Buffer.from(value.buffer, value.byteOffset, HEAD);
  const [batch, place] = [head.readUInt32LE(0), head.readUInt32LE(4)];
  const made = place < MOST_ENTRIES ? entriesOf(batch, seed)[place] : undefined;
  return made && Buffer.compare(made.value, value) === 0 ? { batch, place } : undefined;
}

function makeValue(batch: number, place: number, length: number): Uint8Array {
  const value = Buffer.alloc(length, (batch * 7 + place) % 251);
  value.writeUInt32LE(batch, 0);
  value.writeUInt32LE(place, 4);
  return value;
}
