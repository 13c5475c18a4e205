import type { Classify } from "../../http/platform-client.ts";
import { readRetryAfter } from "../../http/read-retry-after.ts";
import { errorAnswer } from "./contract.ts";

const BACK_OFF_MS = 30_000;
/** Requests are counted over the last 24 hours: room comes back little by little. */
const QUOTA_MS = 3_600_000;

/** What Salesforce's errors mean. Messages may repeat what was sent, so that codes and names of fields alone are told. */
export function classifySalesforceError(now: () => number): Classify {
  return (answer, body) => {
    const [error] = errorAnswer.safeParse(body).data ?? [];
    if (!error) return undefined;
    const told = `Salesforce refuses (${answer.status} ${error.errorCode})`;
    switch (error.errorCode) {
      case "INVALID_SESSION_ID":
        return { kind: "token-refused" };
      case "REQUEST_LIMIT_EXCEEDED":
        return { kind: "retry-after", message: told, retryAfterMs: readRetryAfter(answer.headers, now()) ?? QUOTA_MS };
      case "SERVER_UNAVAILABLE":
      case "UNABLE_TO_LOCK_ROW":
      case "QUERY_TIMEOUT":
        return { kind: "retry-after", message: told, retryAfterMs: BACK_OFF_MS };
      case "API_DISABLED_FOR_ORG":
      case "API_CURRENTLY_DISABLED":
      case "INSUFFICIENT_ACCESS":
      case "INVALID_TYPE":
        return { kind: "disconnected", message: `${told}: the account has no right to leads by the interface` };
      case "UNSUPPORTED_API_VERSION":
      case "NOT_FOUND":
        return { kind: "sunset", message: `${told}: the pinned version is not served` };
      default: {
        if (answer.status >= 500) return undefined;
        const fields = error.fields ?? (error.errorCode === "INVALID_FIELD" ? [readField(error.message)] : []);
        const message = `${told}${fields.length > 0 ? `: ${fields.join(", ")}` : ""}`;
        return { kind: "bad-request", message, fields: [{ pointer: "", message }] };
      }
    }
  };
}

function readField(message: string): string {
  return /No such column '([A-Za-z0-9_]{1,100})'/.exec(message)?.[1] ?? "a field that does not exist";
}
