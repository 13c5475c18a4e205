import type { PlatformAnswer, PlatformFailure, TokenSource } from "@rapport/ports/ad-platform";
import type { z } from "zod";
import type { Circuit } from "./circuit.ts";
import { PlatformStop } from "./platform-stop.ts";
import { readRetryAfter } from "./read-retry-after.ts";

/** How requests leave the process; `Outgoing` of the domain is one. Rejects when no whole answer came. */
export type SendRequest = (
  url: string,
  request: {
    method: "GET" | "POST" | "PATCH";
    headers: Record<string, string>;
    body?: string;
    timeoutMs: number;
    maxBytes: number;
  },
) => Promise<HttpAnswer>;
export type HttpAnswer = { status: number; headers: Record<string, string>; body: string };

/** What a platform's own errors mean; undefined where an answer is a success. `token-refused` has a new token tried once. */
export type Classify = (answer: HttpAnswer, body: unknown) => PlatformFailure | { kind: "token-refused" } | undefined;

export type PlatformClientOptions = {
  send: SendRequest;
  /** Fixed for each platform; tests name their fake. */
  baseUrl: string;
  /** Of every request, beside the token. */
  headers: Record<string, string>;
  tokens: TokenSource;
  classify: Classify;
  circuit: Circuit;
  now: () => number;
  timeoutMs?: number | undefined;
};

export type PlatformRequest<T> = {
  method: "GET" | "POST" | "PATCH";
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** A write whose answer is lost may have happened. */
  changes: boolean;
  /** What of the answer is used; its headers come with it. */
  schema: z.ZodType<T>;
};

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 16 * 1024 * 1024;
const BACK_OFF_MS = 5_000;
/** The request never left: what Node says of connections that were not made. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

/**
 * Sends one request and says what came of it: a parsed answer, or a `PlatformStop` with the class of the failure. It never sends
 * a request twice but after a token that was not taken, when nothing was done.
 */
export async function callPlatform<T>(
  options: PlatformClientOptions,
  request: PlatformRequest<T>,
): Promise<{ value: T; headers: Record<string, string> }> {
  const restMs = options.circuit.restMs();
  if (restMs > 0)
    stop({ kind: "retry-after", message: "The platform does not answer at the moment", retryAfterMs: restMs });
  const token = take(await options.tokens.get());
  const first = await attempt(options, request, token);
  if (first !== "token-refused") return first;
  const second = await attempt(options, request, take(await options.tokens.refresh(token)));
  if (second !== "token-refused") return second;
  return stop({
    kind: "disconnected",
    message: "The platform does not take a new access token; connect the account again",
  });
}

async function attempt<T>(options: PlatformClientOptions, request: PlatformRequest<T>, token: string) {
  const answer = await transmit(options, request, token);
  const body = parseJson(answer.body);
  const failure = options.classify(answer, body);
  if (failure?.kind === "token-refused") return "token-refused";
  if (failure) stop(failure);
  if (answer.status >= 300) stop(statusFailure(answer, request.changes, options.now()));
  const parsed = request.schema.safeParse(body);
  if (parsed.success) return { value: parsed.data, headers: answer.headers };
  const at = parsed.error.issues[0]?.path.join("/") ?? "";
  return stop(unclear(request.changes, `The answer is cut off or not of the published form, at “${at}”`));
}

async function transmit<T>(
  options: PlatformClientOptions,
  request: PlatformRequest<T>,
  token: string,
): Promise<HttpAnswer> {
  const { send, baseUrl, circuit, timeoutMs = TIMEOUT_MS } = options;
  const { method, path, query = {}, body, changes } = request;
  const search = new URLSearchParams(query).toString();
  const headers = {
    ...options.headers,
    ...request.headers,
    accept: "application/json",
    authorization: `Bearer ${token}`,
  };
  const url = `${baseUrl}${path}${search === "" ? "" : `?${search}`}`;
  const sent = { method, timeoutMs, maxBytes: MAX_BYTES };
  try {
    const answer = await (body === undefined
      ? send(url, { ...sent, headers })
      : send(url, {
          ...sent,
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body),
        }));
    circuit.note(answer.status < 500);
    return answer;
  } catch (error) {
    circuit.note(false);
    const code = String(Reflect.get(Object(error), "code"));
    // The message may hold the address with what stands in it; the code says enough.
    return stop(unclear(changes && !NOT_SENT.has(code), `No answer came (${code === "undefined" ? "timeout" : code})`));
  }
}

/** What a status means where the platform's own error says no more. */
function statusFailure(answer: HttpAnswer, changes: boolean, nowMs: number): PlatformFailure {
  const retryAfterMs = readRetryAfter(answer.headers, nowMs) ?? BACK_OFF_MS;
  const message = `The platform answered ${answer.status}`;
  if (answer.status === 429) return { kind: "retry-after", message, retryAfterMs };
  if (answer.status >= 500)
    return changes ? { kind: "outcome-unknown", message } : { kind: "retry-after", message, retryAfterMs };
  return { kind: "bad-request", message, fields: [{ pointer: "", message }] };
}

/** Nobody knows whether a write happened; a read can simply be repeated. */
function unclear(changes: boolean, message: string): PlatformFailure {
  return changes ? { kind: "outcome-unknown", message } : { kind: "retry-after", message, retryAfterMs: BACK_OFF_MS };
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function take<T>(answer: PlatformAnswer<T>): T {
  return answer.ok ? answer.value : stop(answer.failure);
}

function stop(failure: PlatformFailure): never {
  throw new PlatformStop(failure);
}
