import type { PlatformAnswer } from "@rapport/ports/ad-platform";
import type { z } from "zod";
import type { HttpAnswer, SendRequest } from "./platform-client.ts";
import { readRetryAfter } from "./read-retry-after.ts";

export type JsonQuestion<T> = {
  /** As it is called in failures. */
  service: string;
  url: string;
  headers: Record<string, string>;
  /** Absent: a GET. */
  body?: unknown;
  schema: z.ZodType<T>;
  now: () => number;
};

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2 * 1024 * 1024;
const BACK_OFF_MS = 5_000;
/** Credits of a plan come back with its next period or with money. */
const CREDITS_MS = 3_600_000;

/**
 * Asks a service that only answers, once; undefined is a 404. Nothing is changed by asking, so that every silence is a reason to
 * ask later. Neither the key nor what was asked appears in a failure.
 */
export async function askJson<T>(send: SendRequest, question: JsonQuestion<T>): Promise<PlatformAnswer<T | undefined>> {
  const { service, url, headers, body, schema } = question;
  const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const answer = await (body === undefined
    ? send(url, { method: "GET", headers: { accept: "application/json", ...headers }, ...bounds })
    : send(url, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        ...bounds,
      })
  ).catch(() => undefined);
  if (!answer) return later(`${service} does not answer`, BACK_OFF_MS);
  if (answer.status === 404) return { ok: true, value: undefined };
  if (answer.status !== 200) return refusal(service, answer, question.now());
  const parsed = schema.safeParse(parseJson(answer.body));
  if (parsed.success) return { ok: true, value: parsed.data };
  return later(`${service} answers in another form than published`, BACK_OFF_MS);
}

function refusal(service: string, answer: HttpAnswer, nowMs: number): PlatformAnswer<never> {
  const { status, headers } = answer;
  const message = `${service} refuses (${status})`;
  const askedMs = readRetryAfter(headers, nowMs);
  if (status === 401 || status === 403)
    return { ok: false, failure: { kind: "disconnected", message: `${message}: its key is not taken` } };
  if (status === 402) return later(`${message}: its credits are used up`, askedMs ?? CREDITS_MS);
  if (status === 429 || status >= 500) return later(message, askedMs ?? BACK_OFF_MS);
  return { ok: false, failure: { kind: "bad-request", message, fields: [{ pointer: "", message }] } };
}

function later(message: string, retryAfterMs: number): PlatformAnswer<never> {
  return { ok: false, failure: { kind: "retry-after", message, retryAfterMs } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
