import type { OpenAPIHono } from "@hono/zod-openapi";
import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";
import type { Context } from "@rapport/domain/context";
import { readStoredEventsAfter } from "@rapport/domain/events/read-stored-events-after";
import { SeqWindow } from "@rapport/domain/realtime/seq-window";
import type { SSEStreamingApi } from "hono/streaming";
import { streamSSE } from "hono/streaming";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const HEARTBEAT_MS = 15_000;
/** Characters held for one slow reader; one that falls further behind loses the connection and resumes by id. */
const MAX_WAITING = 8 * 1024 * 1024;
/** Stored events read at a time on resume. */
const REPLAY_PAGE = 1_000;

/** Numbers that an id of the stream carries at most: beyond, a resumed stream repeats some events rather than grow. */
const MAX_BEYOND = 200;

/** Arriving events as server-sent events; resumes after `Last-Event-ID`, each event once. */
export function registerStream(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/api/v1/stream", async (c) => {
    const caller = await authenticate(services, c);
    requireSecret(caller);
    requirePermission(caller, "events", "read");
    const resumed = parseStreamId(c.req.header("last-event-id") ?? c.req.query("lastEventId") ?? "");
    c.header("Cache-Control", "no-cache, no-transform");
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      const queue = createQueue(stream, resumed ?? new SeqWindow(), services.settledSeq);
      const settled = services.settledSeq();
      const stop = services.hub.follow(caller.projectId, queue.push);
      const heartbeat = setInterval(() => {
        // A stream must not outlive the key or the session that opened it.
        authenticate(services, c).then(() => stream.write(": heartbeat\n\n"), queue.end);
      }, HEARTBEAT_MS);
      try {
        await stream.write(": connected\n\n");
        // Followed before it is read: an event between the two is sent once, by its sequence number.
        if (resumed) {
          const send = (event: StoredEvent) => queue.send(event, Math.min(event.seq, settled));
          await replay(toContext(services, caller), resumed.settled, send, () => stream.aborted);
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
  send: (event: StoredEvent) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  let last: number | undefined = afterSeq;
  while (last !== undefined && !isOver()) {
    const events: StoredEvent[] = await readStoredEventsAfter(ctx, last, REPLAY_PAGE);
    for (const event of events) await send(event);
    last = events.length === REPLAY_PAGE ? events.at(-1)?.seq : undefined;
  }
}

/**
 * What waits to be written to one reader. `sent` knows what the reader has: an event that is read from the store and
 * published as well is written once.
 */
function createQueue(stream: SSEStreamingApi, sent: SeqWindow, settledSeq: () => number) {
  const waiting: { seq: number | undefined; settled: number; data: string }[] = [];
  let wake: () => void = () => {};
  let waitingSize = 0;
  let over = false;
  stream.onAbort(() => wake());

  /** Once this is written, the reader has all up to `settled`: what came before it was published, and written, before it. */
  async function write(seq: number | undefined, settled: number, data: string): Promise<void> {
    if (seq === undefined) return stream.writeSSE({ data });
    if (!sent.admit(seq)) return;
    sent.settle(settled);
    await stream.writeSSE({ data, id: formatStreamId(sent) });
  }
  function end(): void {
    over = true;
    wake();
  }
  return {
    end,
    send: (event: StoredEvent, settled: number) =>
      write(event.seq, settled, JSON.stringify({ kind: "event", event } satisfies LiveMessage)),
    push(message: LiveMessage): void {
      const data = JSON.stringify(message);
      waitingSize += data.length;
      const seq = seqOf(message);
      if (waitingSize > MAX_WAITING) end();
      else waiting.push({ seq, settled: Math.min(seq ?? 0, settledSeq()), data });
      wake();
    },
    async drain(): Promise<void> {
      while (!stream.aborted && !over) {
        const next = waiting.shift();
        if (next) {
          waitingSize -= next.data.length;
          await write(next.seq, next.settled, next.data);
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Id of the stream after an event: all up to a number, and single ones beyond as distances from it, `120` or `120+3,7`. */
function formatStreamId({ settled, beyond }: SeqWindow): string {
  if (beyond.size === 0 || beyond.size > MAX_BEYOND) return String(settled);
  return `${settled}+${[...beyond].map((seq) => seq - settled).join(",")}`;
}

/** Reads what `formatStreamId` wrote; undefined on any other text. */
function parseStreamId(text: string): SeqWindow | undefined {
  if (!/^\d{1,15}(\+\d{1,15}(,\d{1,15})*)?$/.test(text)) return undefined;
  const [settled = "", beyond] = text.split("+");
  return new SeqWindow(
    Number(settled),
    beyond?.split(",").map((distance) => Number(settled) + Number(distance)),
  );
}

function seqOf(message: LiveMessage): number | undefined {
  return message.kind === "event" ? message.event.seq : undefined;
}
