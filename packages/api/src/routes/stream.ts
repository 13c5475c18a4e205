import type { OpenAPIHono } from "@hono/zod-openapi";
import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";
import type { Context } from "@rapport/domain/context";
import { readStoredEventsAfter } from "@rapport/domain/events/read-stored-events-after";
import type { SSEStreamingApi } from "hono/streaming";
import { streamSSE } from "hono/streaming";
import { authenticate, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const HEARTBEAT_MS = 15_000;
/** Messages held for one slow reader; a reader that falls further behind loses the connection and resumes by id. */
const MAX_WAITING = 5_000;
/** Stored events read at a time on resume. */
const REPLAY_PAGE = 1_000;

/** Arriving events as server-sent events; resumes after `Last-Event-ID`. */
export function registerStream(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/api/v1/stream", async (c) => {
    const caller = await authenticate(services, c);
    requireSecret(caller);
    const lastSeq = Number(c.req.header("last-event-id") ?? c.req.query("lastEventId") ?? Number.NaN);
    c.header("Cache-Control", "no-cache, no-transform");
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      const queue = createQueue(stream);
      const stop = services.hub.follow(caller.projectId, queue.push);
      const heartbeat = setInterval(() => void stream.write(": heartbeat\n\n"), HEARTBEAT_MS);
      try {
        await stream.write(": connected\n\n");
        // Followed before it is read: an event between the two is sent once, by its sequence number.
        if (Number.isSafeInteger(lastSeq) && lastSeq >= 0) {
          await replay(toContext(services, caller), lastSeq, queue.send, () => stream.aborted);
        }
        await queue.drain();
      } finally {
        clearInterval(heartbeat);
        stop();
      }
    });
  });
}

/** Sends every stored event after `afterSeq`, page by page: to end early would leave a gap before what is live. */
async function replay(
  ctx: Context,
  afterSeq: number,
  send: (message: LiveMessage) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  let last: number | undefined = afterSeq;
  while (last !== undefined && !isOver()) {
    const events: StoredEvent[] = await readStoredEventsAfter(ctx, last, REPLAY_PAGE);
    for (const event of events) await send({ kind: "event", event });
    last = events.length === REPLAY_PAGE ? events.at(-1)?.seq : undefined;
  }
}

function createQueue(stream: SSEStreamingApi) {
  const waiting: LiveMessage[] = [];
  let wake: () => void = () => {};
  let sentSeq = 0;
  let overflown = false;
  stream.onAbort(() => wake());

  async function send(message: LiveMessage): Promise<void> {
    const data = JSON.stringify(message);
    if (message.kind === "rejected") return stream.writeSSE({ data });
    if (message.event.seq <= sentSeq) return;
    sentSeq = message.event.seq;
    await stream.writeSSE({ data, id: String(sentSeq) });
  }
  return {
    send,
    push(message: LiveMessage): void {
      if (waiting.length >= MAX_WAITING) overflown = true;
      else waiting.push(message);
      wake();
    },
    async drain(): Promise<void> {
      while (!stream.aborted && !overflown) {
        const message = waiting.shift();
        if (message) await send(message);
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
