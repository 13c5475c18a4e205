import type { TraitWindow } from "./trait-definition.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Widths of buckets, in minutes: round parts of an hour and of a day, then whole days. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 5_760];
/** Buckets that a rolling window is cut into, at most: the memory of one person's trait. */
const MAX_BUCKETS = 96;

/**
 * A window as a wheel of buckets. A rolling window is counted to one bucket: it covers its hours exactly and up to one
 * bucket more, and a bucket leaves as a whole when its last moment does. Windows that do not roll are a single bucket.
 */
export type Wheel = {
  /** Bucket of a moment; undefined when the window can never hold it. */
  bucketOf: (atMs: number) => number | undefined;
  /** First bucket that is in the window at `nowMs`. */
  firstBucket: (nowMs: number) => number;
  /** When a bucket leaves, ms since the epoch; undefined for never. */
  leavesAt: (bucket: number) => number | undefined;
  /** Width of a bucket in ms; undefined where the window does not roll. */
  bucketMs: number | undefined;
};

export function createWheel(window: TraitWindow): Wheel {
  if (window.kind === "rolling") return rollingWheel(window.hours * HOUR_MS);
  const sinceMs = window.kind === "since" ? Date.parse(window.since) : Number.NEGATIVE_INFINITY;
  return {
    bucketOf: (atMs) => (atMs >= sinceMs ? 0 : undefined),
    firstBucket: () => 0,
    leavesAt: () => undefined,
    bucketMs: undefined,
  };
}

function rollingWheel(lengthMs: number): Wheel {
  const width = WIDTHS.find((minutes) => lengthMs / (minutes * MINUTE_MS) <= MAX_BUCKETS);
  const bucketMs = (width ?? 5_760) * MINUTE_MS;
  return {
    bucketOf: (atMs) => Math.floor(atMs / bucketMs),
    firstBucket: (nowMs) => Math.floor((nowMs - lengthMs) / bucketMs),
    leavesAt: (bucket) => (bucket + 1) * bucketMs + lengthMs,
    bucketMs,
  };
}
