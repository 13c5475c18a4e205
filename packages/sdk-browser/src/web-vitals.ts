import { attempt } from "@rapport/sdk-core";
import type { Plugin } from "./core-rapport.ts";

/** Entries that TypeScript's DOM library does not know in full (Layout Instability and Event Timing of the W3C). */
type Entry = PerformanceEntry & { hadRecentInput?: boolean; value?: number; interactionId?: number };
/** The same of Navigation Timing and Prerendering. */
type Navigation = PerformanceEntry & { activationStart?: number; responseStart?: number };

/** A layout shift belongs to a burst while it follows the last one within a second and the first within five. */
const BURST_GAP_MS = 1_000;
const BURST_MS = 5_000;
/** One interaction in 50 may be slower than what counts (the 98th percentile). */
const OUTLIER_EVERY = 50;

/**
 * Records one `Web Vitals` event per page, when it is first hidden: `lcp`, `inp`, `ttfb` and `fcp` in milliseconds, `cls` as
 * a score, by the definitions of web.dev/vitals. What a browser does not measure is left out.
 */
export function webVitals(): Plugin {
  return {
    start(rapport) {
      const vitals: Record<string, number> = {};
      const stop = [observePaint(vitals), observeShifts(vitals), observeInteractions(vitals)];
      let told = false;
      const tell = () => {
        if (told || !document.hidden) return;
        told = true;
        for (const one of stop) one();
        const rounded = Object.entries(vitals).map(([key, value]) => [key, Math.round(value * 1e4) / 1e4]);
        rapport.track("Web Vitals", Object.fromEntries(rounded));
        // The page may be gone before the next batch.
        void rapport.flush(0);
      };
      document.addEventListener("visibilitychange", () => attempt(tell));
    },
  };
}

/** Calls back for each entry, earlier ones too; the answer takes what is left and ends. */
function observe(type: string, onEntry: (entry: Entry) => void, more: object = {}): () => void {
  const take = (entries: PerformanceEntry[]) => {
    for (const entry of entries) attempt(() => onEntry(entry));
  };
  const observer = attempt(() => {
    const made = new PerformanceObserver((list) => take(list.getEntries()));
    made.observe({ type, buffered: true, ...more });
    return made;
  });
  return () => {
    take(observer?.takeRecords() ?? []);
    observer?.disconnect();
  };
}

function observePaint(vitals: Record<string, number>): () => void {
  // A page that was rendered ahead begins for its visitor when it is shown.
  const [navigation]: Navigation[] = performance.getEntriesByType("navigation");
  const startMs = navigation?.activationStart || 0;
  const since = (timeMs: number) => Math.max(0, timeMs - startMs);
  if (navigation) vitals.ttfb = since(navigation.responseStart ?? 0);
  const ends = [
    observe("largest-contentful-paint", (entry) => {
      vitals.lcp = since(entry.startTime);
    }),
    observe("paint", (entry) => {
      if (entry.name === "first-contentful-paint") vitals.fcp = since(entry.startTime);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function observeShifts(vitals: Record<string, number>): () => void {
  let burst = 0;
  let firstMs = 0;
  // Before all: the first shift of a page begins a burst.
  let lastMs = -BURST_GAP_MS;
  vitals.cls = 0;
  return observe("layout-shift", ({ startTime, value = 0, hadRecentInput }) => {
    if (hadRecentInput) return;
    if (lastMs <= startTime - BURST_GAP_MS || firstMs <= startTime - BURST_MS) {
      firstMs = startTime;
      burst = 0;
    }
    burst += value;
    lastMs = startTime;
    vitals.cls = Math.max(vitals.cls || 0, burst);
  });
}

function observeInteractions(vitals: Record<string, number>): () => void {
  const slowest = new Map<number, number>();
  return observe(
    "event",
    ({ interactionId, duration }) => {
      // A page that lives for days is judged by its first thousand.
      if (!interactionId || slowest.size > 999) return;
      slowest.set(interactionId, Math.max(duration, slowest.get(interactionId) ?? 0));
      const durations = [...slowest.values()].sort((one, other) => other - one);
      vitals.inp = durations[Math.floor(durations.length / OUTLIER_EVERY)] ?? 0;
    },
    { durationThreshold: 16 },
  );
}
