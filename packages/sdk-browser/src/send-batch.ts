import type { SendBatch } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { KEEPALIVE_BYTES } from "./delivery.ts";

const REQUEST_TIMEOUT_MS = 15_000;
/** Below this a compressed body saves less than the preflight costs that its header causes. */
const GZIP_FROM = 4_000;

export type SendOptions = {
  host: string;
  writeKey: string;
  /** True while the page is hidden or going away. */
  isLeaving(): boolean;
  /** Resolves when the page is hidden next: a body that is being compressed then leaves as it is. */
  whenHidden(): Promise<undefined>;
};

/**
 * A transport for pages. Plain text needs no preflight; the key travels in the body. Requests are kept alive beyond the
 * page that made them while they fit. Large bodies are compressed while the page is visible; a page that may go away at
 * any moment has no time for that.
 */
export function createSendBatch({ host, writeKey, isLeaving, whenHidden }: SendOptions): SendBatch {
  let underway = 0;
  let takesGzip = true;
  return async function send(body) {
    if (isLeaving() && !("keepalive" in Request.prototype)) {
      // Firefox before 133. A beacon brings no answer, so its events stay kept and are sent again by the next page.
      navigator.sendBeacon(`${host}/beacon/v1/batch?writeKey=${writeKey}`, body);
      return { status: 0, text: "" };
    }
    const zipped =
      takesGzip && body.length > GZIP_FROM && !isLeaving()
        ? await Promise.race([attempt(() => compress(body)), whenHidden()]).catch(() => undefined)
        : undefined;
    const payload = zipped ?? new TextEncoder().encode(body);
    const size = payload.byteLength;
    const keepalive = underway + size <= KEEPALIVE_BYTES;
    if (keepalive) underway += size;
    try {
      const response = await fetch(`${host}/v1/batch`, {
        method: "POST",
        headers: { "content-type": "text/plain", ...(zipped && { "content-encoding": "gzip" }) },
        body: payload,
        keepalive,
        signal: attempt(() => AbortSignal.timeout(REQUEST_TIMEOUT_MS)) ?? null,
      });
      const { status, headers } = response;
      if (!zipped || (status !== 400 && status !== 415)) {
        return { status, retryAfter: headers.get("retry-after"), text: await response.text() };
      }
    } catch (cause) {
      if (!zipped) throw cause;
    } finally {
      if (keepalive) underway -= size;
    }
    // Another server of this protocol may take no gzip, or not its header from other origins.
    takesGzip = false;
    return send(body);
  };
}

function compress(body: string): Promise<ArrayBuffer> {
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}
