import type { Environment } from "@rapport/sdk-core";

const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = 30_000;
/** A server that asks for more is asked again after five minutes: one wrong header must not silence a page for a day. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Decides when a request may leave. While the server fails, one request at a time probes it. Waits use full jitter,
 * uniform in [0, min(max, base · 2ⁿ)), which spreads clients better than a share of jitter (Brooker, "Exponential
 * Backoff and Jitter", AWS 2015); a wait that the server asked for is kept and only spread.
 */
export function createPause({ now, random }: Environment) {
  let failures = 0;
  let untilMs = 0;
  let ordered = false;
  const hurry = () => {
    if (!ordered) untilMs = 0;
  };
  return {
    /** Milliseconds until a request may leave; 0 when it may now. */
    getWaitMs: () => Math.max(0, untilMs - now()),
    isFailing: () => failures > 0,
    /** @param retryAfter value of the header (RFC 9110 §10.2.3: seconds or a date) */
    fail(retryAfter: string | null | undefined) {
      const elapsed = now() >= untilMs;
      // Requests that left together and fail together are one failure, not several.
      if (elapsed) failures++;
      const askedMs = retryAfter ? Number(retryAfter) * 1_000 || Date.parse(retryAfter) - now() : 0;
      const isAsked = askedMs > 0;
      ordered = isAsked || (ordered && !elapsed);
      const spreadMs = isAsked ? RETRY_BASE_MS : Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** (failures - 1));
      const waitMs = (isAsked ? Math.min(askedMs, MAX_RETRY_AFTER_MS) : 0) + random() * spreadMs;
      untilMs = Math.max(untilMs, now() + waitMs);
    },
    /** One answer of several under way does not end a wait that the server asked for with another. */
    succeed() {
      failures = 0;
      hurry();
    },
    /** Ends a wait of our own choice, for a network that came back. A wait that the server asked for stays. */
    hurry,
  };
}
