import type { Logger } from "../logger.ts";

/** Time in which one thing is told once: each of a thousand requests a second meets the same store that is away. */
const REST_MS = 10_000;

const told = new WeakMap<Logger, Map<string, { atMs: number; unsaid: number }>>();

/** Warns of what every request meets, at most once in ten seconds; the next line says how often it was met in between. */
export function tellSeldom(log: Logger, nowMs: number, message: string, fields: Record<string, unknown>): void {
  const own = told.get(log) ?? new Map<string, { atMs: number; unsaid: number }>();
  told.set(log, own);
  const last = own.get(message);
  if (last && nowMs - last.atMs < REST_MS) {
    last.unsaid += 1;
    return;
  }
  own.set(message, { atMs: nowMs, unsaid: 0 });
  log.warn(message, { ...fields, ...(last && { times: last.unsaid + 1 }) });
}
