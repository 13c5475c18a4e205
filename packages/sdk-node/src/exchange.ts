import type { Answer } from "@rapport/sdk-core";

/** A request as it leaves; `signal` bounds its time, answer included. */
export type ExchangeRequest = {
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | undefined;
  signal: AbortSignal;
  /** The server takes it twice as it takes it once. Default: all but POST (RFC 9110 §9.2.2). */
  repeatable?: boolean;
};

/** Sends a request and brings the whole answer back. Rejects when there is none in time. */
export type Exchange = (url: string, request: ExchangeRequest) => Promise<Answer>;

/** By the runtime's own `fetch`, which follows redirects. */
export const exchangeByFetch: Exchange = async (url, { body, repeatable: _, ...request }) => {
  const response = await fetch(url, body === undefined ? request : { ...request, body });
  // Reading the body is part of the delivery: an answer that breaks off is no answer.
  return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
};
