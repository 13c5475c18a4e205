import type { LiveSink } from "./live-session.ts";
import { SSE_CONNECTED, SSE_HEARTBEAT, sseEnd, sseEntry } from "./sse-text.ts";
import type { LiveHandle } from "./take-over.ts";

/** Chunks that the stream takes before its reader has to catch up; the socket below holds some more. */
const HIGH_WATER = 64;

/** A body of server-sent events, and the sink that fills it. */
export type SseBody = {
  body: ReadableStream<Uint8Array>;
  sink: LiveSink;
  /** Ties the stream to the reader: it is left when the reader is gone. */
  attach: (handle: LiveHandle) => void;
};

const encoder = new TextEncoder();

/** A stream for servers that take bodies only, and for what is not followed by thousands. */
export function createSseBody(): SseBody {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let attached: LiveHandle | undefined;
  let isGone = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      pull: () => attached?.session.resume(),
      cancel() {
        isGone = true;
        attached?.leave();
      },
    },
    { highWaterMark: HIGH_WATER },
  );
  function write(text: string): boolean {
    if (isGone || !controller) return false;
    controller.enqueue(encoder.encode(text));
    return (controller.desiredSize ?? 0) > 0;
  }
  const sink: LiveSink = {
    write: (entry) => write(sseEntry(entry)),
    heartbeat: () => write(SSE_HEARTBEAT),
    end(reason) {
      if (isGone) return;
      write(sseEnd(reason));
      isGone = true;
      controller?.close();
      attached?.leave();
    },
  };
  write(SSE_CONNECTED);
  return {
    body,
    sink,
    attach(handle) {
      attached = handle;
      if (isGone) handle.leave();
    },
  };
}
