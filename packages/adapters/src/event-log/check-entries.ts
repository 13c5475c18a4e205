import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogAppend } from "@rapport/ports/event-log";

/** Bytes of the entries' values. @throws RangeError or TypeError when an entry cannot be appended */
export function weighEntries(entries: readonly LogAppend[]): number {
  let weight = 0;
  for (const { partition, value } of entries) {
    assertPartition(partition);
    if (!(value instanceof Uint8Array)) throw new TypeError("A value of the event log must be a Uint8Array");
    weight += value.length;
  }
  return weight;
}

/** @throws RangeError when there is no such partition */
export function assertPartition(partition: number): void {
  if (!Number.isInteger(partition) || partition < 0 || partition >= PARTITION_COUNT) throw partitionError(partition);
}

/** Says which partitions there are. */
export function partitionError(partition: number): RangeError {
  return new RangeError(`The event log has partitions 0 to ${PARTITION_COUNT - 1}; ${partition} is none of them`);
}
