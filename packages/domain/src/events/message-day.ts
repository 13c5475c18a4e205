import { uuidv7TimeMs } from "@rapport/contracts/ids";
import type { LoggedEvent } from "@rapport/contracts/log";

const DAY_MS = 86_400_000;

/** The parts of a message that its day is read from. */
export type DatedMessage = Pick<LoggedEvent, "messageId" | "originalTimestampMs" | "undated">;

/**
 * UTC day of a message, counted from 1970: that of its UUIDv7, else of the time it says; undefined when it says neither.
 * A function of the message alone, never of its arrival: a copy that is sent again after midnight has the same day.
 */
export function messageDay(message: DatedMessage): number | undefined {
  const timeMs = uuidv7TimeMs(message.messageId) ?? (message.undated ? undefined : message.originalTimestampMs);
  return timeMs === undefined ? undefined : toDay(timeMs);
}

/** UTC day of a time, counted from 1970. */
export function toDay(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** A day counted from 1970 as a date, e.g. `2026-01-31`. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
