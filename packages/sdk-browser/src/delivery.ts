import type { Answer, ClientError, ClientErrorCode, Environment, SendBatch } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { createPause } from "./pause.ts";
import type { Entry, Queue } from "./queue.ts";
import { createQueue } from "./queue.ts";

/** Browsers refuse keepalive requests over 64 KiB of bodies under way together. */
export const KEEPALIVE_BYTES = 60_000;
/** The limit of the tracking API. */
const EVENT_BYTES = 32 * 1024;
/** Waiting events that leave without waiting for more. */
const FLUSH_AT = 50;
const MAX_IN_FLIGHT = 4;

export type Report = (code: ClientErrorCode, message: string, ids: string[], more?: Partial<ClientError>) => void;

export type DeliveryOptions = {
  environment: Environment;
  /** Sends one body; may reject, which counts as no answer. */
  send: SendBatch;
  writeKey: string;
  flushIntervalMs: number;
  report: Report;
  /** Called when the set of unsettled events changed. */
  onChange(): void;
  /** False while the visitor has not agreed: events wait. */
  isAllowed(): boolean;
};

/**
 * Queues serialised events, sends them in batches and repeats what failed with the same messageId until the server
 * answers. The page's own form of the delivery in sdk-core, at half of its bytes (docs/adr/0011).
 */
export function createDelivery(options: DeliveryOptions) {
  const { environment, report, isAllowed } = options;
  const queue = createQueue(options.onChange);
  const pause = createPause(environment);
  let inFlight = 0;
  let cancelTimer: (() => void) | undefined;
  const wakeIn = (delayMs: number) => {
    cancelTimer = environment.startTimer(pump, delayMs);
  };
  const deliver = createLink(options, queue, pause);
  /** Sends all that may leave now. */
  function pump(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    const waitMs = pause.getWaitMs();
    if (!isAllowed() || !queue.listWaiting()[0] || inFlight >= (pause.isFailing() ? 1 : MAX_IN_FLIGHT)) return;
    if (waitMs > 0) wakeIn(waitMs);
    else {
      inFlight++;
      void deliver().then(() => {
        inFlight--;
        if (!cancelTimer) pump();
      });
      pump();
    }
  }
  const hurry = () => {
    pause.hurry();
    pump();
  };
  return {
    listTexts: queue.listTexts,
    /** Tries again at once, unless the server asked for a pause. */
    hurry,
    /** Queues a serialised message. */
    enqueue(id: string, text: string) {
      const bytes = environment.byteLength(text);
      if (bytes > EVENT_BYTES) return report("event_too_large", `${bytes} bytes`, [id]);
      drop(options, queue, queue.add(id, text, bytes), "queue_full");
      if (queue.listWaiting().length === FLUSH_AT) queueMicrotask(pump);
      if (!cancelTimer) wakeIn(options.flushIntervalMs);
    },
    /** Sends all that waits now, and waits for it. */
    flush(timeoutMs: number) {
      hurry();
      return waitUntilSettled(environment, queue, timeoutMs);
    },
    /** Forgets everything that waits. */
    clear: () => queue.settle(queue.listWaiting()),
  };
}

/**
 * Resolves with the position of the last answer when every event queued before the call is settled or the budget is
 * spent. Never rejects.
 */
function waitUntilSettled({ startTimer }: Environment, queue: Queue, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const done = () => resolve(queue.offset);
    const cancel = startTimer(done, timeoutMs);
    queue.whenSettled(() => {
      cancel();
      done();
    });
  });
}

function drop({ report }: DeliveryOptions, queue: Queue, entries: Entry[], code: ClientErrorCode, reason = ""): void {
  if (!entries[0]) return;
  report(
    code,
    reason,
    entries.map((entry) => entry.id),
  );
  queue.settle(entries);
}

/** One request after the other, and what its answer means for its events. Never rejects. */
function createLink(options: DeliveryOptions, queue: Queue, pause: ReturnType<typeof createPause>) {
  const { environment, report } = options;
  let maxBytes = KEEPALIVE_BYTES;
  return async (): Promise<void> => {
    const batch = queue.take(maxBytes);
    const sentAt = new Date(environment.now()).toISOString();
    // Written by hand: a page that changes what JSON.stringify does must not reach the envelope.
    const body = `{"sentAt":"${sentAt}","writeKey":"${options.writeKey}","batch":[${batch.map((entry) => entry.text)}]}`;
    const answer = await options.send(body).catch((cause: unknown): Answer => ({ status: 0, text: "", cause }));
    const { status, text, cause } = answer;
    for (const entry of batch) entry.flying = false;
    // As in sdk-core: a page of a captive portal or half an answer proves nothing, whatever its status.
    const told = text && text !== "OK" ? attempt(() => Object(JSON.parse(text))) : {};
    const reason = told?.detail ?? told?.title ?? `HTTP ${status}`;
    if (status === 413 && batch[1]) {
      maxBytes = body.length / 2;
    } else if (told && status >= 200 && status < 300) {
      pause.succeed();
      attempt(() => {
        for (const rejected of told.rejected) {
          const { index, message } = rejected;
          report("event_rejected", message, [String(batch[index]?.id)], { rejected });
        }
      });
      queue.offset = told.offset ?? queue.offset;
      queue.settle(batch);
    } else if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
      pause.succeed();
      drop(options, queue, batch, "batch_refused", reason);
    } else {
      if (!pause.isFailing()) report("delivery_delayed", reason, [], { status, cause });
      pause.fail(answer.retryAfter);
    }
  };
}
