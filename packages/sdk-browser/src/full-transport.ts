import type { Answer } from "@rapport/sdk-core";
import type { Post, SendBody } from "./send-body.ts";
import { encodeText } from "./send-body.ts";

/** Below this a compressed body saves less than the preflight costs that its header causes. */
const GZIP_FROM = 4_000;

/**
 * Compresses large bodies while the page is visible; a page that may go away at any moment has no time for that. Where
 * requests cannot be kept alive, a page that goes away sends a beacon.
 */
export function createFullTransport(post: Post, host: string, writeKey: string): SendBody {
  let takesGzip = true;
  const { isLeaving, whenLeaving } = watchLeaving();
  return async function send(body) {
    if (isLeaving() && !("keepalive" in Request.prototype)) {
      // Firefox before 133. A beacon brings no answer, so its events stay kept and are sent again by the next page.
      navigator.sendBeacon(`${host}/beacon/v1/batch?writeKey=${writeKey}`, body);
      return { status: 0 } as Answer; // as: a text that cannot be read is the same as none
    }
    const zipped =
      takesGzip && body.length > GZIP_FROM && !isLeaving()
        ? await Promise.race([compress(body), whenLeaving()]).catch(() => undefined)
        : undefined;
    if (!zipped) return post(encodeText(body));
    const answer = await post(new Uint8Array(zipped), { "content-encoding": "gzip" }).catch(() => undefined);
    if (answer && answer.status !== 400 && answer.status !== 415) return answer;
    // Another server of this protocol may take no gzip, or not its header from other origins.
    takesGzip = false;
    return send(body);
  };
}

/** Whether the page is hidden or going away; a body that is being compressed then leaves as it is. */
function watchLeaving() {
  let leaving = false;
  let leave = (_: undefined) => {};
  const look = (event: Event) => {
    leaving = document.hidden || event.type === "pagehide";
    if (leaving) leave(undefined);
  };
  // What happens to the document reaches the window, too.
  for (const name of ["pagehide", "pageshow", "visibilitychange"]) addEventListener(name, look);
  return {
    isLeaving: () => leaving || document.hidden,
    whenLeaving: () =>
      new Promise<undefined>((resolve) => {
        leave = resolve;
      }),
  };
}

async function compress(body: string): Promise<ArrayBuffer> {
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}
