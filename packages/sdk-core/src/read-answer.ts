import type { RejectedMessage, TrackingAnswer } from "@rapport/contracts/messages";

/** What a transport brought back. Status 0 stands for no answer: refused, reset, timed out, cut off. */
export type Answer = {
  status: number;
  /** Value of the Retry-After header. */
  retryAfter?: string | null;
  /** The whole body. */
  text: string;
  cause?: unknown;
};

/** What an answer means for the batch. */
export type Outcome =
  | { kind: "delivered"; offset: string | undefined; rejected: RejectedMessage[] }
  | { kind: "retry"; retryAfterMs: number | undefined; reason: string }
  | { kind: "too_large"; reason: string }
  | { kind: "refused"; reason: string };

/** A server that asks for more is asked again after five minutes: one wrong header must not silence a client for a day. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Reads the answer to a batch. 408, 425, 429, 5xx and no answer mean "again"; other 4xx mean "never". A 2xx counts only
 * if its body is whole (JSON, empty, or the plain `OK` of other servers that speak this protocol): a page of a captive
 * portal or half an answer proves nothing, and the server drops what it already has by messageId.
 */
export function readAnswer(answer: Answer, nowMs: number): Outcome {
  const { status, text } = answer;
  const body = parseObject(text);
  if (status >= 200 && status < 300) {
    if (!body && text !== "" && text !== "OK")
      return { kind: "retry", retryAfterMs: undefined, reason: "unreadable answer" };
    return { kind: "delivered", offset: body?.offset, rejected: Array.isArray(body?.rejected) ? body.rejected : [] };
  }
  const reason = body?.detail ?? body?.title ?? (status ? `HTTP ${status}` : "no answer");
  if (status === 413) return { kind: "too_large", reason };
  if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429)
    return { kind: "refused", reason };
  return { kind: "retry", retryAfterMs: readRetryAfter(answer.retryAfter, nowMs), reason };
}

/** Milliseconds of a Retry-After header (RFC 9110 §10.2.3: seconds or a date). */
function readRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1_000;
  return Number.isNaN(waitMs) ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs));
}

type AnswerBody = Partial<TrackingAnswer> & { detail?: string; title?: string };

function parseObject(text: string): AnswerBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    // as: every member is optional and only reported or passed on; Rapport's own server keeps the declared types
    return typeof body === "object" && body !== null ? (body as AnswerBody) : undefined;
  } catch {
    return undefined;
  }
}
