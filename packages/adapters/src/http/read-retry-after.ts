/** Longest that a platform is believed: a header may be wrong. */
const MAX_MS = 24 * 3_600_000;

/**
 * Milliseconds that `Retry-After` asks for: whole seconds or an HTTP date (RFC 9110 §10.2.3).
 * @returns undefined where it is absent or says nothing
 */
export function readRetryAfter(headers: Record<string, string>, nowMs: number): number | undefined {
  const text = headers["retry-after"]?.trim() ?? "";
  const date = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : date - nowMs;
  return Number.isFinite(ms) ? Math.min(MAX_MS, Math.max(0, ms)) : undefined;
}
