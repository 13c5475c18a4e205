import type { SendBatch } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { KEEPALIVE_BYTES } from "./delivery.ts";

const REQUEST_TIMEOUT_MS = 15_000;
/** Below this a compressed body saves less than the preflight costs that its header causes. */
const GZIP_FROM = 4_000;

/**
 * A transport for pages. Plain text needs no preflight; the key travels in the body. Requests are kept alive beyond the
 * page that made them while they fit. Large bodies are compressed while the page is visible; a page that may go away at
 * any moment has no time for that.
 * @param whenHidden resolves when the page is hidden next: a body that is being compressed then leaves as it is
 */
export function createSendBatch(host: string, whenHidden: () => Promise<undefined>): SendBatch {
  let underway = 0;
  let takesGzip = true;
  return async function send(body) {
    const zipped =
      takesGzip && body.length > GZIP_FROM && document.visibilityState === "visible"
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
