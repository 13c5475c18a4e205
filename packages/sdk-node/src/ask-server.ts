import type { Exchange } from "./exchange.ts";
import type { RequestObserver, RequestStart } from "./request-observer.ts";
import { observeRequest } from "./request-observer.ts";

/** A question that the server answered with an error, or not at all (`status` 0). */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(message: string, status: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** Whom to ask, as whom, and for how long at most. */
export type Access = {
  host: string;
  secretKey: string | undefined;
  timeoutMs: number;
  onRequest?: RequestObserver | undefined;
  exchange: Exchange;
};

export type Question<T> = {
  /** The call that it is asked for, for its errors. */
  name: string;
  kind: RequestStart["kind"];
  method?: RequestStart["method"];
  path: string;
  body?: unknown;
  /** Whether an answer is the one that was asked for. */
  isAnswer: (body: unknown) => body is T;
};

/**
 * Asks as the project's back end.
 * @throws RequestError when the server cannot say, or says something else
 */
export async function askServer<T>(access: Access, question: Question<T>): Promise<T> {
  if (!access.secretKey) throw new RequestError(`${question.name} needs the option secretKey`, 0);
  const { status, body } = await send(access, access.secretKey, question);
  if (status !== 200 || !question.isAnswer(body)) throw new RequestError(`HTTP ${status}: ${describe(body)}`, status);
  return body;
}

async function send<T>(
  { host, timeoutMs, onRequest, exchange }: Access,
  key: string,
  { kind, method = "GET", path, body: asked }: Question<T>,
): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const body = asked === undefined ? undefined : new TextEncoder().encode(JSON.stringify(asked));
    const start = { kind, method, url: host + path, bytes: body?.byteLength ?? 0 };
    const type = body && { "content-type": "application/json" };
    const { status, text } = await observeRequest(onRequest, start, (headers) => {
      const all = { ...headers, ...type, authorization: `Bearer ${key}` };
      return exchange(start.url, { method, headers: all, signal, body });
    });
    return { status, body: JSON.parse(text) };
  } catch (cause) {
    throw new RequestError("the server gave no readable answer", 0, cause);
  }
}

function describe(body: unknown): string {
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : undefined;
  return typeof detail === "string" ? detail : "not the answer that was asked for";
}
