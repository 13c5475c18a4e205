import type { Visit } from "./visit.ts";
import { readCookie } from "./visit.ts";

/** `unknown`: the visitor has said nothing either way. */
export type Consent = "granted" | "denied" | "unknown";

/** Values of a consent cookie that say no. */
const REFUSALS = ["denied", "false", "no", "0"];

/**
 * What the visitor agreed to. Global Privacy Control (`Sec-GPC: 1`) and Do Not Track (`DNT: 1`) are a refusal, whatever
 * a cookie says; then the cookie decides.
 */
export function readConsent(visit: Visit, cookie: string): Consent {
  if (visit.header("sec-gpc") === "1" || visit.header("dnt") === "1") return "denied";
  const value = readCookie(visit, cookie)?.toLowerCase();
  if (!value) return "unknown";
  return REFUSALS.includes(value) ? "denied" : "granted";
}
