import type { Visit } from "./visit.ts";
import { readCookie } from "./visit.ts";

/** `unknown`: the visitor has said nothing either way. */
export type Consent = "granted" | "denied" | "unknown";

/** Values of a consent cookie that say no. */
const REFUSALS = ["denied", "false", "no", "0"];
/** Cookie of the browser client, which has one for each write key. */
const CONSENT_COOKIE = /^rapport_(?:[\w-]+_)?consent$/;
/** Category of a choice by categories that permits tracking. */
const CATEGORY = "analytics";

/**
 * What the visitor agreed to. Global Privacy Control (`Sec-GPC: 1`) and Do Not Track (`DNT: 1`) are a refusal, whatever
 * a cookie says; then the cookie decides.
 */
export function readConsent(visit: Visit, cookie?: string): Consent {
  if (visit.header("sec-gpc") === "1" || visit.header("dnt") === "1") return "denied";
  const isMeant = (name: string) => (cookie === undefined ? CONSENT_COOKIE.test(name) : name === cookie);
  const value = readChoice(readCookie(visit, isMeant));
  if (!value) return "unknown";
  return REFUSALS.includes(value) ? "denied" : "granted";
}

/** The browser client writes JSON: a word, or a choice for each category. */
function readChoice(text: string | undefined): string | undefined {
  try {
    const choice: unknown = JSON.parse(text ?? "");
    return String(Object(choice)[CATEGORY] ?? choice).toLowerCase();
  } catch {
    return text?.toLowerCase();
  }
}
