import type { Answer, ClientError, ClientErrorCode } from "@rapport/sdk-core";
import { attempt } from "@rapport/sdk-core";
import type { ConsentState } from "./consent-state.ts";
import type { Pause } from "./pause.ts";
import { endPause, failPause, succeedPause } from "./pause.ts";
import type { Entry, Queue } from "./queue.ts";
import { listWaiting, settle, takeEntries } from "./queue.ts";
import type { SendBody } from "./send-body.ts";

/** The limit of the tracking API in bytes, of which a letter takes at least one; what is over it in bytes alone the server rejects by itself. */
const EVENT_LETTERS = 32_768;
/** A fifth of what browsers grant a site, which keeps two bytes a letter. */
const QUEUE_LETTERS = 1_000_000;
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
    /** Of the next attempt; false when none is set. */
    timer?: ReturnType<typeof setTimeout> | 0;
    /** Position that the last answer gave. */
    position?: string;
  };

/** Queues a serialised message. */
export const enqueue = (client: Delivery, entryId: string, line: string): void => {
  const entry = { entryId, line };
  client.held.push(entry);
  client.letters += line.length;
  if (line.length > EVENT_LETTERS) drop(client, [entry], "event_too_large", line.length);
  // The oldest give way. as: what flies is far less than the bound, so one waits
  while (client.letters > QUEUE_LETTERS) drop(client, [listWaiting(client)[0] as Entry], "queue_full", "");
  client.onChange();
  // While a request is under way, its answer or the timer takes the next ones along.
  if (client.held[FLUSH_AT - 1] && !client.inFlight) queueMicrotask(() => pump(client));
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
    const { held } = client;
    const look = () => held.some((entry) => client.held.includes(entry)) || done();
    const done = () => {
      clearTimeout(budget);
      client.waiters.delete(look);
      resolve(client.position);
    };
    const budget = setTimeout(done, timeoutMs);
    client.waiters.add(look);
    hurry(client);
    look();
  });

const wakeIn = (client: Delivery, delayMs: number): void => {
  client.timer = setTimeout(pump, delayMs, client);
};

/** Sends all that may leave now. */
const pump = (client: Delivery): void => {
  clearTimeout(client.timer);
  client.timer = 0;
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

/** Gives entries up, and says so. */
const drop = (client: Delivery, entries: Entry[], code: ClientErrorCode, reason: unknown): void => {
  client.report(
    code,
    reason,
    entries.map((entry) => entry.entryId),
  );
  settle(client, entries);
};

/** One request, and what its answer means for its events. Never rejects. */
const deliver = async (client: Delivery): Promise<void> => {
  const batch = takeEntries(client, client.maxBytes);
  // Written by hand: a page that changes what JSON.stringify does must not reach the envelope.
  const body = `{"sentAt":"${new Date().toISOString()}","writeKey":"${client.publicKey}","batch":[${batch.map((entry) => entry.line)}]}`;
  const { status, text, cause, retryAfter } = await client
    .sendBody(body)
    // as: a text that cannot be read is the same as none
    .catch((cause: unknown) => ({ status: 0, cause }) as Answer);
  for (const entry of batch) entry.flying = false;
  // As in sdk-core: a page of a captive portal or half an answer proves nothing, whatever its status.
  const told = attempt(() => Object(JSON.parse(text.replace(/^(OK)?$/, "{}"))));
  const reason = told?.detail ?? `HTTP ${status}`;
  if (status === 413 && batch[1]) {
    client.maxBytes = body.length / 2;
    // as: an expression reads a number as its digits
  } else if (told && /^2/.test(status as never)) {
    succeedPause(client);
    attempt(() => {
      for (const rejected of told.rejected) {
        // as: what points at no event of the batch has no id either
        client.report("event_rejected", rejected.message, [batch[rejected.index]?.entryId as string], { rejected });
      }
    });
    client.position = told.offset ?? client.position;
    settle(client, batch);
  } else if (/^4(?!08|25|29)/.test(status as never /* as: the same */)) {
    succeedPause(client);
    drop(client, batch, "batch_refused", reason);
  } else {
    if (!client.failures) client.report("delivery_delayed", reason, [], { status, cause });
    failPause(client, retryAfter);
  }
};
