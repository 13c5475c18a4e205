import { createHash } from "node:crypto";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog, LogAppend, LogRecord } from "./event-log.ts";

/** Limits of a read that nothing in these tests reaches. */
export const ALL = 1_000_000;
export const ALL_BYTES = 2 ** 30;

/** An entry whose value is a text. */
export function entry(partition: number, text: string): LogAppend {
  return { partition, value: new TextEncoder().encode(text) };
}

/** The text of a record. */
export function textOf(record: LogRecord): string {
  return new TextDecoder().decode(record.value);
}

/** Length and hash, for values too long to print. */
export function digest(bytes: Uint8Array): string {
  return `${bytes.length}:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Every record of a partition. */
export function readAll(log: EventLog, partition: number): Promise<LogRecord[]> {
  return log.read(partition, 0, ALL, ALL_BYTES);
}

/** Every record of the log. */
export async function everything(log: EventLog): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (let partition = 0; partition < PARTITION_COUNT; partition += 1) records.push(...(await readAll(log, partition)));
  return records;
}

/** A record in one line. */
export function placeAndText(record: LogRecord): string {
  return `${record.partition}/${record.offset}=${textOf(record)}`;
}
