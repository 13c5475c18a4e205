import type { PlatformFailure } from "@rapport/ports/ad-platform";
import { z } from "zod";
import type { Classify, HttpAnswer } from "../../http/platform-client.ts";
import { readRetryAfter } from "../../http/read-retry-after.ts";
import { errorAnswer } from "./contract.ts";

/** Too many calls: of the app, the user, the page, the account. 80000 to 80014 are those of business use cases. */
const THROTTLED = new Set([4, 17, 32, 613]);
/** Subcodes of 190 that a new access token helps against: expired, and invalid for no other reason. */
const RENEWABLE = new Set([463, 467]);
/** “You are calling a deprecated version of the Ads API.” */
const DEPRECATED = 2635;
const BACK_OFF_MS = 60_000;

/** What Meta's errors mean; they come with 400 or 403 more often than with a telling status. */
export function classifyMetaError(now: () => number): Classify {
  return (answer, body) => {
    const parsed = errorAnswer.safeParse(body);
    if (!parsed.success) return undefined;
    const { code, error_subcode: subcode, message, error_user_msg: detail, error_data: data } = parsed.data.error;
    const told = `Meta refuses (${code}${subcode === undefined ? "" : `/${subcode}`}): ${(detail ?? message).slice(0, 300)}`;
    if (code === 190 || code === 102) {
      return subcode === undefined || RENEWABLE.has(subcode)
        ? { kind: "token-refused" }
        : { kind: "disconnected", message: told };
    }
    if (THROTTLED.has(code) || (code >= 80_000 && code <= 80_014)) {
      return { kind: "retry-after", message: told, retryAfterMs: readRegainMs(answer, now()) };
    }
    if (code === DEPRECATED) return { kind: "sunset", message: told };
    if (code === 10 || (code >= 200 && code <= 299)) return { kind: "disconnected", message: told };
    // Unknown and service errors: the status says whether it may have happened.
    if (code === 1 || code === 2) return undefined;
    return { kind: "bad-request", message: told, fields: readBlame(data, told) };
  };
}

const usageSchema = z.record(z.string(), z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })));

/** Milliseconds until access is regained: minutes of the business use cases, the longest of them. */
function readRegainMs({ headers }: HttpAnswer, nowMs: number): number {
  const parsed = usageSchema.safeParse(parseHeader(headers["x-business-use-case-usage"]));
  const minutes = parsed.success
    ? Object.values(parsed.data).flatMap((uses) => uses.map((use) => use.estimated_time_to_regain_access ?? 0))
    : [];
  const longest = Math.max(0, ...minutes) * 60_000;
  return longest > 0 ? longest : (readRetryAfter(headers, nowMs) ?? BACK_OFF_MS);
}

const blameSchema = z.object({ blame_field_specs: z.array(z.array(z.string())) });

/** The parameters that Meta blames, as pointers; they are of its own names. */
function readBlame(data: unknown, message: string): Extract<PlatformFailure, { kind: "bad-request" }>["fields"] {
  const parsed = blameSchema.safeParse(typeof data === "string" ? parseHeader(data) : data);
  if (!parsed.success) return [{ pointer: "", message }];
  return parsed.data.blame_field_specs.map((path) => ({ pointer: ["", ...path].join("/"), message }));
}

function parseHeader(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
