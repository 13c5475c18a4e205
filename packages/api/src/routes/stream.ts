import type { OpenAPIHono } from "@hono/zod-openapi";
import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";
import type { Context } from "@rapport/domain/context";
import { readStoredEventsAfter } from "@rapport/domain/events/read-stored-events-after";
import type { SSEStreamingApi } from "hono/streaming";
import { streamSSE } from "hono/streaming";
import { authenticate, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const HEARTBEAT_MS = 15_000;
/** Characters held for one slow reader; one that falls further behind loses the connection and resumes by id. */
const MAX_WAITING = 8 * 1024 * 1024;
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
      const heartbeat = setInterval(() => {
        // A stream must not outlive the key or the session that opened it.
        authenticate(services, c).then(() => stream.write(": heartbeat\n\n"), queue.end);
      }, HEARTBEAT_MS);
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
  const waiting: { seq: number | undefined; data: string }[] = [];
  let wake: () => void = () => {};
  let waitingSize = 0;
  let sentSeq = 0;
  let over = false;
  stream.onAbort(() => wake());

  async function write(seq: number | undefined, data: string): Promise<void> {
    if (seq === undefined) return stream.writeSSE({ data });
    if (seq <= sentSeq) return;
    sentSeq = seq;
    await stream.writeSSE({ data, id: String(seq) });
  }
  function end(): void {
    over = true;
    wake();
  }
  return {
    end,
    send: (message: LiveMessage) => write(seqOf(message), JSON.stringify(message)),
    push(message: LiveMessage): void {
      const data = JSON.stringify(message);
      waitingSize += data.length;
      if (waitingSize > MAX_WAITING) end();
      else waiting.push({ seq: seqOf(message), data });
      wake();
    },
    async drain(): Promise<void> {
      while (!stream.aborted && !over) {
        const next = waiting.shift();
        if (next) {
          waitingSize -= next.data.length;
          await write(next.seq, next.data);
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function seqOf(message: LiveMessage): number | undefined {
  return message.kind === "event" ? message.event.seq : undefined;
}
