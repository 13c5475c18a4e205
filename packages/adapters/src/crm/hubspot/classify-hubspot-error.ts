import type { Classify } from "../../http/platform-client.ts";
import { readRetryAfter } from "../../http/read-retry-after.ts";
import { errorAnswer } from "./contract.ts";

/** A window of ten seconds, and that of a day: until midnight of the account, of which nothing is known here. */
const ROLLING_MS = 10_000;
const DAILY_MS = 3_600_000;

/** What HubSpot's errors mean. Messages repeat what was sent, so that only categories are told. */
export function classifyHubspotError(now: () => number): Classify {
  return (answer, body) => {
    const parsed = errorAnswer.safeParse(body);
    if (!parsed.success) return undefined;
    const { category = "", errorType, policyName } = parsed.data;
    const told = `HubSpot refuses (${answer.status} ${errorType ?? category})`;
    if (answer.status === 401) return { kind: "token-refused" };
    if (answer.status === 403) {
      return { kind: "disconnected", message: `${told}: the connection lacks a right; connect the account again` };
    }
    if (answer.status === 429) {
      const usualMs = policyName === "DAILY" ? DAILY_MS : ROLLING_MS;
      return { kind: "retry-after", message: told, retryAfterMs: readRetryAfter(answer.headers, now()) ?? usualMs };
    }
    if (answer.status === 410) return { kind: "sunset", message: told };
    // A path of another version is not found; records that are not found come in a batch's own errors.
    if (answer.status === 404) return { kind: "sunset", message: `${told}: the interface is not served any more` };
    if (answer.status >= 500) return undefined;
    const message = `${told}: ${fieldOf(parsed.data.message)}`;
    return { kind: "bad-request", message, fields: [{ pointer: "", message }] };
  };
}

/** The field that a message is about, which is no personal data; what it holds may be. */
function fieldOf(message: string): string {
  const name = /[Pp]roperty (?:values were not valid: \[\{[^}]*"name":)?"([a-z0-9_]{1,100})"/i.exec(message)?.[1];
  return name === undefined ? "the request is not valid" : `the field “${name}” does not exist or does not take this`;
}
