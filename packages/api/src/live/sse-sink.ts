import type { LiveSession, LiveSink } from "./live-session.ts";

/** Chunks that the stream takes before its reader has to catch up; the socket below holds some more. */
const HIGH_WATER = 64;

/** A body of server-sent events, and the sink that fills it. */
export type SseBody = {
  body: ReadableStream<Uint8Array>;
  sink: LiveSink;
  /** Ties the session to the reader: `onLeave` is called when the reader is gone. */
  attach: (session: LiveSession, onLeave: () => void) => void;
};

const encoder = new TextEncoder();

/** One stream with nothing between the session and the socket: an idle reader costs a socket and little more. */
export function createSseBody(): SseBody {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let attached: { session: LiveSession; onLeave: () => void } | undefined;
  let isGone = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      pull: () => attached?.session.resume(),
      cancel() {
        isGone = true;
        attached?.onLeave();
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
    write: ({ id, data }) => write(id === undefined ? `data: ${data}\n\n` : `id: ${id}\ndata: ${data}\n\n`),
    heartbeat: () => write(": heartbeat\n\n"),
    end(reason) {
      if (isGone) return;
      write(`event: end\ndata: ${JSON.stringify({ kind: "end", reason })}\n\n`);
      isGone = true;
      controller?.close();
      attached?.onLeave();
    },
  };
  write(": connected\n\n");
  return {
    body,
    sink,
    attach(session, onLeave) {
      attached = { session, onLeave };
      if (isGone) onLeave();
    },
  };
}
