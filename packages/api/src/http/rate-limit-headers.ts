import type { QuotaDecision, QuotaStanding } from "@rapport/domain/usage/quota";
import type { ApiServices } from "../services.ts";
import type { Exchange } from "./exchange.ts";

const DAY_SECONDS = 86_400;

/**
 * Says where the workspace stands: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11), and the
 * older `X-RateLimit-*` for the day's quota, whose reset is in seconds since the epoch. Nothing for plans without bounds.
 */
export function setRateLimitHeaders(c: Exchange, standing: QuotaStanding | undefined, nowMs: number): void {
  if (standing === undefined) return;
  const { eventsPerDay, eventsPerSecond, burstEvents, remaining, burstRemaining, burstResetMs, resetAtMs } = standing;
  const daySeconds = Math.ceil((resetAtMs - nowMs) / 1_000);
  const burstSeconds = Math.ceil(burstEvents / eventsPerSecond);
  c.header("RateLimit-Policy", `"day";q=${eventsPerDay};w=${DAY_SECONDS}, "burst";q=${burstEvents};w=${burstSeconds}`);
  const burst = `"burst";r=${burstRemaining};t=${Math.ceil(burstResetMs / 1_000)}`;
  c.header("RateLimit", `"day";r=${remaining};t=${daySeconds}, ${burst}`);
  c.header("X-RateLimit-Limit", String(eventsPerDay));
  c.header("X-RateLimit-Remaining", String(remaining));
  c.header("X-RateLimit-Reset", String(Math.floor(resetAtMs / 1_000)));
}

/** The same after a decision, with how the store being away was taken: `X-RateLimit-Mode: open` or `closed`. */
export function setQuotaHeaders(services: ApiServices, c: Exchange, decision: QuotaDecision): void {
  setRateLimitHeaders(c, decision.standing, services.now());
  if (decision.storeAway) c.header("X-RateLimit-Mode", decision.storeAway);
}
