import type { Answer, ClientError, ClientErrorCode } from "@rapport/sdk-core";
import { attempt } from "@rapport/sdk-core";
import type { ConsentState } from "./consent-state.ts";
import type { Pause } from "./pause.ts";
import { endPause, failPause, succeedPause } from "./pause.ts";
import type { Entry, Queue } from "./queue.ts";
import { listWaiting, pushEntry, settle, takeEntries, whenSettled } from "./queue.ts";
import type { SendBody } from "./send-body.ts";
import { encodeText } from "./send-body.ts";

/** The limit of the tracking API. */
const EVENT_BYTES = 32_768;
/** Wait of an event for company, unless the host application says otherwise. */
const FLUSH_INTERVAL_MS = 500;
/** Waiting events that leave without waiting for more. */
const FLUSH_AT = 50;
const MAX_IN_FLIGHT = 4;

export type Report = (code: ClientErrorCode, reason: unknown, ids: string[], more?: Partial<ClientError>) => void;

/**
 * Serialised events on their way: sent in batches, and what failed is repeated with the same messageId until the server
 * answers. The page's own form of the delivery in sdk-core, at a third of its bytes (docs/adr/0011).
 */
export type Delivery = Queue &
  Pause & {
    publicKey: string;
    /** Sends one body; may reject, which counts as no answer. */
    sendBody: SendBody;
    report: Report;
    /** Events wait until it is `granted`. */
    decided?: ConsentState;
    settings: { flushIntervalMs?: number };
    /** Largest body; halved by a server that finds one too large. */
    maxBytes: number;
    inFlight: number;
    /** Undefined when none runs. */
    timer?: ReturnType<typeof setTimeout> | undefined;
    /** Position that the last answer gave. */
    position?: string;
  };

/** Queues a serialised message. */
export const enqueue = (client: Delivery, entryId: string, line: string): void => {
  const bytes = encodeText(line).length;
  if (bytes > EVENT_BYTES) {
    client.report("event_too_large", `${bytes} bytes`, [entryId]);
    return;
  }
  drop(client, pushEntry(client, { entryId, line, bytes }), "queue_full", "");
  if (listWaiting(client).length === FLUSH_AT) queueMicrotask(() => pump(client));
  if (!client.timer) wakeIn(client, client.settings.flushIntervalMs ?? FLUSH_INTERVAL_MS);
};

/** Tries again at once, unless the server asked for a pause. */
export const hurry = (client: Delivery): void => {
  endPause(client);
  pump(client);
};

/**
 * Sends all that waits now. Resolves with the position of the last answer when every event queued before the call is
 * settled or the budget is spent. Never rejects.
 */
export const flush = (client: Delivery, timeoutMs: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const done = () => resolve(client.position);
    const budget = setTimeout(done, timeoutMs);
    hurry(client);
    whenSettled(client, () => {
      clearTimeout(budget);
      done();
    });
  });

const wakeIn = (client: Delivery, delayMs: number): void => {
  client.timer = setTimeout(pump, delayMs, client);
};

/** Sends all that may leave now. */
const pump = (client: Delivery): void => {
  clearTimeout(client.timer);
  client.timer = undefined;
  const waitMs = client.untilMs - Date.now();
  if (
    client.decided !== "granted" ||
    !listWaiting(client)[0] ||
    client.inFlight >= (client.failures ? 1 : MAX_IN_FLIGHT)
  )
    return;
  if (waitMs > 0) {
    wakeIn(client, waitMs);
  } else {
    client.inFlight++;
    void deliver(client).then(() => {
      client.inFlight--;
      if (!client.timer) pump(client);
    });
    pump(client);
  }
};

/** Gives entries up, and says so; without any it only tells that the queue changed. */
const drop = (client: Delivery, entries: Entry[], code: ClientErrorCode, reason: unknown): void => {
  const ids = entries.map((entry) => entry.entryId);
  if (ids[0]) client.report(code, reason, ids);
  settle(client, entries);
};

/** One request, and what its answer means for its events. Never rejects. */
const deliver = async (client: Delivery): Promise<void> => {
  const batch = takeEntries(client, client.maxBytes);
  // Written by hand: a page that changes what JSON.stringify does must not reach the envelope.
  const body = `{"sentAt":"${new Date().toISOString()}","writeKey":"${client.publicKey}","batch":[${batch.map((entry) => entry.line)}]}`;
  const { status, text, cause, retryAfter } = await client
    .sendBody(body)
    .catch((cause: unknown): Answer => ({ status: 0, text: "", cause }));
  for (const entry of batch) entry.flying = false;
  // As in sdk-core: a page of a captive portal or half an answer proves nothing, whatever its status.
  const told = attempt(() => Object(JSON.parse(text.replace(/^(OK)?$/, "{}"))));
  const reason = told?.detail ?? told?.title ?? `HTTP ${status}`;
  const family = (status / 100) | 0;
  if (status === 413 && batch[1]) {
    client.maxBytes = body.length / 2;
  } else if (told && family === 2) {
    succeedPause(client);
    attempt(() => {
      for (const rejected of told.rejected)
        client.report("event_rejected", rejected.message, [String(batch[rejected.index]?.entryId)], { rejected });
    });
    client.position = told.offset ?? client.position;
    settle(client, batch);
  } else if (family === 4 && ![408, 425, 429].includes(status)) {
    succeedPause(client);
    drop(client, batch, "batch_refused", reason);
  } else {
    if (!client.failures) client.report("delivery_delayed", reason, [], { status, cause });
    failPause(client, retryAfter);
  }
};
