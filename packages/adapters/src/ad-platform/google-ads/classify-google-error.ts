import type { ProblemField } from "@rapport/contracts/errors";
import type { z } from "zod";
import type { Classify, HttpAnswer } from "../../http/platform-client.ts";
import { readRetryAfter } from "../../http/read-retry-after.ts";
import { errorAnswer, googleAdsFailure } from "./contract.ts";

type GoogleError = z.infer<typeof googleAdsFailure>["errors"][number];

const BACK_OFF_MS = 30_000;
/** Codes after which nothing was changed and the same request may succeed. */
const RETRYABLE = new Set([
  "RESOURCE_EXHAUSTED",
  "RESOURCE_TEMPORARILY_EXHAUSTED",
  "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION",
  "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION",
  "CONCURRENT_MODIFICATION",
]);
/** Codes that say nothing of whether the change was made: the status decides. */
const UNCLEAR = new Set(["TRANSIENT_ERROR", "INTERNAL_ERROR", "DEADLINE_EXCEEDED"]);
/** Codes of access that a new token cannot mend. */
const WITHDRAWN = new Set([
  "OAUTH_TOKEN_REVOKED",
  "OAUTH_TOKEN_DISABLED",
  "USER_PERMISSION_DENIED",
  "CUSTOMER_NOT_ENABLED",
  "DEVELOPER_TOKEN_NOT_APPROVED",
  "DEVELOPER_TOKEN_PROHIBITED",
]);

/** What errors of the Google Ads API mean: the first of a `GoogleAdsFailure`, or the status where there is none. */
export function classifyGoogleError(now: () => number): Classify {
  return (answer, body) => {
    // searchStream wraps its error into the array of its batches.
    const parsed = errorAnswer.safeParse(Array.isArray(body) ? body[0] : body);
    if (!parsed.success) return undefined;
    const { message, status, details = [] } = parsed.data.error;
    const errors = details.flatMap((detail) => {
      const failure = googleAdsFailure.safeParse(detail);
      return failure.success ? failure.data.errors : [];
    });
    const codes = errors.flatMap(({ errorCode }) => Object.values(errorCode));
    const told = `Google Ads refuses (${codes[0] ?? status}): ${(errors[0]?.message ?? message).slice(0, 300)}`;
    if (codes.includes("UNSUPPORTED_VERSION")) return { kind: "sunset", message: told };
    if (codes.some((code) => WITHDRAWN.has(code))) return { kind: "disconnected", message: told };
    if (status === "UNAUTHENTICATED") return { kind: "token-refused" };
    if (codes.some((code) => RETRYABLE.has(code)) || status === "RESOURCE_EXHAUSTED") {
      return { kind: "retry-after", message: told, retryAfterMs: readDelay(errors, answer, now()) };
    }
    if (answer.status >= 500 || codes.some((code) => UNCLEAR.has(code))) return undefined;
    if (status === "PERMISSION_DENIED") return { kind: "disconnected", message: told };
    return { kind: "bad-request", message: told, fields: errors.map(toField) };
  };
}

/** `retryDelay` of the quota, seconds with an s; else the header. */
function readDelay(errors: readonly GoogleError[], { headers }: HttpAnswer, nowMs: number): number {
  const delays = errors.flatMap(({ details }) => Number.parseFloat(details?.quotaErrorDetails?.retryDelay ?? "") || []);
  return delays.length > 0 ? Math.max(...delays) * 1_000 : (readRetryAfter(headers, nowMs) ?? BACK_OFF_MS);
}

/** Where an error is, as a pointer into the request: `/mutate_operations/3/create/ad/…`. */
function toField({ location, message }: GoogleError): ProblemField {
  const path = (location?.fieldPathElements ?? []).flatMap(({ fieldName, index }) =>
    index === undefined ? [fieldName] : [fieldName, String(index)],
  );
  return { pointer: ["", ...path].join("/"), message };
}
