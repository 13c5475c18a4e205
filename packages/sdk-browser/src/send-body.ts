import type { Answer } from "@rapport/sdk-core";

/** Browsers refuse keepalive requests over 64 KiB of bodies under way together. */
const KEEPALIVE_BYTES = 61_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** Sends one body and brings the answer back. May reject: that counts as no answer. */
export type SendBody = (body: string) => Promise<Answer>;

/** Sends what may have another form than text. */
export type Post = (payload: Uint8Array<ArrayBuffer>, headers?: Record<string, string>) => Promise<Answer>;

/** What a client adds to the transport: a way to shrink bodies, or for browsers that cannot keep a request alive. */
export type Transport = (post: Post, host: string, writeKey: string) => SendBody;

export const encodeText = (text: string) => new TextEncoder().encode(text);

/**
 * A transport for pages. Plain text needs no preflight; the key travels in the body. Requests are kept alive beyond the
 * page that made them while they fit.
 */
export const createPost = (host: string): Post => {
  let underway = 0;
  return async (payload, headers) => {
    underway += payload.length;
    try {
      const response = await fetch(`${host}/v1/batch`, {
        method: "POST",
        headers: { "content-type": "text/plain", ...headers },
        body: payload,
        keepalive: underway <= KEEPALIVE_BYTES,
        // as: where there is none, undefined is what fetch takes for it
        signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS) as AbortSignal,
      });
      return {
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
        text: await response.text(),
      };
    } finally {
      underway -= payload.length;
    }
  };
};
