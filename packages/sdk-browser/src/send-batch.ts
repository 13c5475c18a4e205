import type { Answer, SendBatch } from "@rapport/sdk-core";

/** Browsers refuse keepalive requests over 64 KiB of bodies under way together. */
export const KEEPALIVE_BYTES = 60_000;

const REQUEST_TIMEOUT_MS = 15_000;

/**
 * A transport for pages. Plain text needs no preflight; the key travels in the body. Requests are kept alive beyond the
 * page that made them while they fit, and where a page cannot fetch any more the body goes as a beacon.
 */
export function createSendBatch(host: string, writeKey: string): SendBatch {
  let underway = 0;
  return async (body) => {
    const size = body.length * 3 > KEEPALIVE_BYTES ? new TextEncoder().encode(body).length : body.length;
    const keepalive = underway + size <= KEEPALIVE_BYTES;
    if (keepalive) underway += size;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_TIMEOUT_MS);
    try {
      if (!("keepalive" in Request.prototype) && document.visibilityState === "hidden") {
        return sendBeacon(host, writeKey, body);
      }
      const headers = { "content-type": "text/plain" };
      const request = { method: "POST", headers, body, keepalive, signal: abort.signal };
      const response = await fetch(`${host}/v1/batch`, request);
      return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
    } finally {
      clearTimeout(timer);
      if (keepalive) underway -= size;
    }
  };
}

/** A beacon brings no answer back, so its events stay kept and are sent again by the next page. */
function sendBeacon(host: string, writeKey: string, body: string): Answer {
  navigator.sendBeacon(`${host}/beacon/v1/batch?writeKey=${encodeURIComponent(writeKey)}`, body);
  return { status: 0, text: "" };
}
