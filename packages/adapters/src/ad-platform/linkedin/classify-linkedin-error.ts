import type { Classify } from "../../http/platform-client.ts";
import { readRetryAfter } from "../../http/read-retry-after.ts";
import { errorAnswer } from "./contract.ts";

const DAY_MS = 86_400_000;
/** LinkedIn says neither how much is allowed nor when again; quotas end at midnight UTC, bursts sooner. */
const BACK_OFF_MS = 15 * 60_000;
/** `serviceErrorCode` of a token that its owner has revoked. */
const REVOKED = 65_601;

/** What LinkedIn's errors mean. */
export function classifyLinkedInError(now: () => number): Classify {
  return (answer, body) => {
    const { status, headers } = answer;
    if (status < 400) return undefined;
    const parsed = errorAnswer.safeParse(body);
    const error = parsed.success ? parsed.data : undefined;
    const told = `LinkedIn refuses (${error?.code ?? error?.serviceErrorCode ?? status}): ${(error?.message ?? "").slice(0, 300)}`;
    if (status === 426) return { kind: "sunset", message: told };
    if (status === 401) {
      return error?.serviceErrorCode === REVOKED ? { kind: "disconnected", message: told } : { kind: "token-refused" };
    }
    if (status === 403) return { kind: "disconnected", message: told };
    if (status === 429) {
      const midnightMs = DAY_MS - (now() % DAY_MS);
      const retryAfterMs = readRetryAfter(headers, now()) ?? Math.min(BACK_OFF_MS, midnightMs);
      return { kind: "retry-after", message: told, retryAfterMs };
    }
    // A write conflict: somebody else's change came first, and ours was not made.
    if (status === 409) return { kind: "retry-after", message: told, retryAfterMs: 1_000 };
    if (status >= 500 || status === 408) return undefined;
    const inputs = error?.errorDetails?.inputErrors ?? [];
    const fields = inputs.map(({ input, description = told }) => ({
      pointer: input?.inputPath.fieldPath ?? "",
      message: description,
    }));
    return {
      kind: "bad-request",
      message: told,
      fields: fields.length > 0 ? fields : [{ pointer: "", message: told }],
    };
  };
}
