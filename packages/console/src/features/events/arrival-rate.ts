import type { StreamEntry } from "./stream-entry.ts";

type RateBar = { second: number; events: number; rejected: number };

/** Live arrivals per second of the last `seconds`, oldest first. Stored events that were only loaded do not count. */
export function countArrivals(entries: readonly StreamEntry[], nowMs: number, seconds: number): RateBar[] {
  const bars = Array.from({ length: seconds }, (_, second) => ({ second, events: 0, rejected: 0 }));
  const since = nowMs - seconds * 1_000;
  for (const entry of entries) {
    if (entry.seenAtMs === undefined || entry.seenAtMs < since) {
      // Live rows stand newest first; the first old one ends the walk. Loaded rows may lie between them.
      if (entry.seenAtMs !== undefined) break;
      continue;
    }
    const bar = bars[Math.min(seconds - 1, Math.floor((entry.seenAtMs - since) / 1_000))];
    if (!bar) continue;
    if (entry.kind === "event") bar.events += 1;
    else bar.rejected += 1;
  }
  return bars;
}
