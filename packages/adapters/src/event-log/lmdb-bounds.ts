import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogAppend } from "@rapport/ports/event-log";
import type { RootDatabase } from "lmdb";
import { partitionError } from "./check-entries.ts";
import { nextOffsetKey, offsetOfKey, recordKey, writeRecordKey } from "./lmdb-keys.ts";

/** Values that one commit may forget, so that a long trim does not hold up appends. */
const TRIM_CHUNK = 2_000;
/** Bytes that such a commit touches, with values of 1 KB. */
export const TRIM_BYTES = TRIM_CHUNK * 1_024;

export type Database = RootDatabase<Uint8Array, Uint8Array>;

/** First and next offset of each partition; offsets between them are all taken. */
export type Bounds = { starts: number[]; ends: number[] };

/** Asks the disk for the bounds of every partition. */
export function readBounds(database: Database): Bounds {
  const bounds: Bounds = { starts: [], ends: [] };
  for (let partition = 0; partition < PARTITION_COUNT; partition += 1) {
    const low = recordKey(partition, 0);
    const high = recordKey(partition, Number.MAX_SAFE_INTEGER);
    const [first] = database.getKeys({ start: low, end: high, limit: 1 });
    const [last] = database.getKeys({ start: high, end: low, reverse: true, inclusiveEnd: true, limit: 1 });
    const kept = database.get(nextOffsetKey(partition));
    const next = Math.max(last === undefined ? 0 : offsetOfKey(last) + 1, kept === undefined ? 0 : offsetOfKey(kept));
    bounds.ends.push(next);
    bounds.starts.push(first === undefined ? next : offsetOfKey(first));
  }
  return bounds;
}

// Hot path: the 8 bytes of the key are used again for every value (LMDB copies them at once), which saves an allocation each.
const keyView = new DataView(new ArrayBuffer(8));
const keyBytes = new Uint8Array(keyView.buffer);

/** Writes the entries in the transaction under way, moves `bounds` and notes the offset of each. */
export function writeEntries(
  database: Database,
  bounds: Bounds,
  entries: readonly LogAppend[],
  offsets: number[],
): void {
  for (const { partition, value } of entries) {
    const offset = endOf(bounds, partition);
    bounds.ends[partition] = offset + 1;
    offsets.push(offset);
    writeRecordKey(keyView, partition, offset);
    database.put(keyBytes, value);
  }
}

/** Forgets the next values below `until` in the transaction under way, and moves `bounds`. */
export function writeTrim(database: Database, bounds: Bounds, partition: number, until: number): void {
  const start = bounds.starts[partition] ?? 0;
  const stop = Math.min(until, start + TRIM_CHUNK);
  if (stop <= start) return;
  for (let offset = start; offset < stop; offset += 1) {
    writeRecordKey(keyView, partition, offset);
    database.remove(keyBytes);
  }
  database.put(nextOffsetKey(partition), recordKey(partition, endOf(bounds, partition)));
  bounds.starts[partition] = stop;
}

/** Next offset of a partition. @throws RangeError when there is no such partition */
export function endOf(bounds: Bounds, partition: number): number {
  const end = bounds.ends[partition];
  if (end === undefined) throw partitionError(partition);
  return end;
}

export function isSame(one: Bounds, other: Bounds): boolean {
  return (
    one.ends.every((end, partition) => end === other.ends[partition]) &&
    one.starts.every((start, partition) => start === other.starts[partition])
  );
}
