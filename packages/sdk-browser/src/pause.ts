/** Decides when a request may leave. While the server fails, one request at a time probes it. */
export type Pause = {
  failures: number;
  /** Before this time none leaves. */
  untilMs: number;
  /** The server asked for the wait. */
  ordered?: unknown;
};

const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = 30_000;
/** A server that asks for more is asked again after five minutes: one wrong header must not silence a page for a day. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Makes the next request wait. Waits use full jitter, uniform in [0, min(max, base · 2ⁿ)), which spreads clients better
 * than a share of jitter (Brooker, "Exponential Backoff and Jitter", AWS 2015); a wait that the server asked for is kept
 * and only spread.
 * @param retryAfter value of the header (RFC 9110 §10.2.3: seconds or a date)
 */
export const failPause = (pause: Pause, retryAfter: string | null | undefined): void => {
  const nowMs = Date.now();
  const elapsed = nowMs >= pause.untilMs;
  // Requests that left together and fail together are one failure, not several.
  if (elapsed) pause.failures++;
  // as: what is missing is neither a number nor a date
  const askedMs = +(retryAfter as string) * 1_000 || Date.parse(retryAfter as string) - nowMs;
  const waitMs = askedMs > 0 ? Math.min(MAX_RETRY_AFTER_MS, askedMs) : 0;
  pause.ordered = waitMs || (pause.ordered && !elapsed);
  const spreadMs = waitMs ? RETRY_BASE_MS : Math.min(RETRY_MAX_MS, (RETRY_BASE_MS / 2) * 2 ** pause.failures);
  pause.untilMs = Math.max(pause.untilMs, nowMs + waitMs + Math.random() * spreadMs);
};

/** Ends a wait of our own choice, for a network that came back. A wait that the server asked for stays. */
export const endPause = (pause: Pause): void => {
  if (!pause.ordered) pause.untilMs = 0;
};

/** One answer of several under way does not end a wait that the server asked for with another. */
export const succeedPause = (pause: Pause): void => {
  pause.failures = 0;
  endPause(pause);
};
