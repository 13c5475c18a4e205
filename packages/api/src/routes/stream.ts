import type { OpenAPIHono } from "@hono/zod-openapi";
import type { LiveMessage } from "@rapport/contracts/events";
import { readStoredEventsAfter } from "@rapport/domain/events/read-stored-events-after";
import type { SSEStreamingApi } from "hono/streaming";
import { streamSSE } from "hono/streaming";
import { authenticate, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const HEARTBEAT_MS = 15_000;
/** Messages held for one slow reader; a reader that falls further behind loses the connection and resumes by id. */
const MAX_WAITING = 5_000;
/** Events replayed on resume. */
const MAX_REPLAYED = 1_000;

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
          const events = await readStoredEventsAfter(toContext(services, caller), lastSeq, MAX_REPLAYED);
          for (const event of events) await queue.send({ kind: "event", event });
        }
        await queue.drain();
      } finally {
        clearInterval(heartbeat);
        stop();
      }
    });
  });
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
