import type { RejectedMessage } from "@rapport/contracts/messages";
import type { OutgoingMessage } from "./build-message.ts";
import { Circuit } from "./circuit.ts";
import type { ClientError, ClientErrorCode, ErrorReporter } from "./client-error.ts";
import { encodeMessage } from "./encode-message.ts";
import type { Environment } from "./environment.ts";
import type { OverflowPolicy, QueueEntry } from "./event-queue.ts";
import { EventQueue } from "./event-queue.ts";
import type { Answer, Outcome } from "./read-answer.ts";
import { readAnswer } from "./read-answer.ts";
import { SettlementWaiters } from "./settlement-waiters.ts";

/**
 * A body as the texts that make it up, in order, and their UTF-8 bytes together: put together as one text it would be
 * copied twice more on its way.
 */
export type BatchBody = { parts: readonly string[]; bytes: number };

/** Sends one body and brings the answer back. May reject: that counts as no answer. */
export type SendBatch = (body: BatchBody) => Promise<Answer>;

export type DeliveryOptions = {
  environment: Environment;
  send: SendBatch;
  /** Put into the body, for transports without an Authorization header. */
  writeKey?: string | undefined;
  onError: ErrorReporter;
  /** Called when the set of unsettled events changed. */
  onChange?: () => void;
  /** Waiting events that start a request before the interval is over. */
  flushAt: number;
  flushIntervalMs: number;
  /** Largest batch: events, and UTF-8 bytes of the whole body. */
  batchEvents: number;
  batchBytes: number;
  /** Largest event, UTF-8 bytes of its JSON. */
  eventBytes: number;
  /** Bounds of the queue, events in flight included. */
  queueEvents: number;
  queueBytes: number;
  overflow: OverflowPolicy;
  maxInFlight: number;
  retryBaseMs: number;
  retryMaxMs: number;
  /** Events left at `stop` stay pending instead of being dropped: the client keeps them elsewhere. */
  keepsRest?: boolean;
};

/** Counters since the client was made. `queued = delivered + rejected + dropped + pending` at any time. */
export type DeliveryStats = {
  /** Events accepted by a call. */
  queued: number;
  /** Events that the server acknowledged. */
  delivered: number;
  /** Events that the server rejected one by one. */
  rejected: number;
  /** Events given up: too large, no room, refused with their request, or left at close. */
  dropped: number;
  requests: number;
  /** Requests that must be repeated. */
  retries: number;
  /** Events waiting or in flight now. */
  pending: number;
};

/** Room in a body for everything that is not an event. */
const ENVELOPE_BYTES = 512;
/** Begins every body. */
const HEAD = '{"batch":[';

/** Queues events, sends them in batches and repeats what failed with the same messageId, until the server answers. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #queue: EventQueue;
  readonly #circuit: Circuit;
  readonly #waiters = new SettlementWaiters();
  readonly #counters = { queued: 0, delivered: 0, rejected: 0, dropped: 0, requests: 0, retries: 0 };
  #batchEvents: number;
  #inFlight = 0;
  /** Send what waits without regard to the size of the batch. */
  #urgent = false;
  #scheduled = false;
  #stopped = false;
  #cancelTimer: (() => void) | undefined;
  #timerAtMs = 0;
  #offset: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#queue = new EventQueue(options);
    this.#circuit = new Circuit(options);
    this.#batchEvents = options.batchEvents;
  }

  /** Position that the last answer gave; pass it as `after` to read your own writes. */
  get offset(): string | undefined {
    return this.#offset;
  }

  get stats(): DeliveryStats {
    return { ...this.#counters, pending: this.#queue.heldEvents };
  }

  /** True when more than half of the queue is taken: the time to slow down whoever can wait. */
  get crowded(): boolean {
    return this.#queue.crowded;
  }

  /** JSON of every unsettled event, oldest first. */
  pendingTexts(): string[] {
    return this.#queue.held().map((entry) => entry.text);
  }

  /** Serialises a message and queues it. Never throws. */
  enqueue(message: OutgoingMessage): void {
    const { text, sanitised } = encodeMessage(message);
    if (sanitised) this.report("value_left_out", "an event held a value that JSON cannot carry", [message.messageId]);
    this.enqueueText(message.messageId, text);
  }

  /** Queues a message that is serialised already, e.g. one that an earlier page left behind. */
  enqueueText(id: string, text: string, onSettled?: () => void): void {
    const { environment, eventBytes, flushIntervalMs } = this.#options;
    const entry = { id, text, bytes: environment.byteLength(text), onSettled };
    this.#counters.queued++;
    if (entry.bytes > eventBytes) {
      this.#counters.dropped++;
      onSettled?.();
      this.report("event_too_large", `an event of ${entry.bytes} bytes is over the limit of ${eventBytes}`, [id]);
      return;
    }
    const dropped = this.#queue.add(entry);
    if (dropped.length > 0) this.#drop(dropped, "queue_full", "the queue is full");
    this.#options.onChange?.();
    if (this.#isDue()) this.#pumpSoon();
    else this.#wakeIn(flushIntervalMs);
  }

  /**
   * Sends all that waits now, and resolves when every event queued before the call is settled or the budget is spent.
   * Never rejects.
   */
  flush(timeoutMs: number): Promise<void> {
    this.hurry();
    const entries = new Set(this.#queue.held());
    if (entries.size === 0) return Promise.resolve();
    return this.#waiters.waitFor(entries, (done) => this.#options.environment.startTimer(done, timeoutMs));
  }

  /** Resolves when some event is settled next, or when the client is stopped. */
  waitForSettlement(): Promise<void> {
    return this.#stopped ? Promise.resolve() : this.#waiters.waitForNext();
  }

  /** Tries again at once, unless the server asked for a pause. */
  hurry(): void {
    this.#circuit.hurry();
    this.#urgent = true;
    this.#pump();
  }

  /** Ends the client: what waits is dropped and reported, and what is in flight is not tried again. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#pump();
  }

  #pumpSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A burst of calls costs one look at the queue, and no call pays for building a body.
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { maxInFlight, batchBytes, flushIntervalMs } = this.#options;
    if (this.#stopped) {
      this.#waiters.settle([]);
      const left = this.#options.keepsRest ? [] : this.#queue.clear();
      if (left.length > 0) this.#drop(left, "not_delivered", "the client was closed before these were delivered");
      return;
    }
    // Asked once: a wait that ends between two looks would let nothing leave and set no timer either.
    const waitMs = this.#circuit.waitMs();
    while (!waitMs && this.#isDue() && this.#inFlight < (this.#circuit.probing ? 1 : maxInFlight)) {
      void this.#deliver(this.#queue.take(this.#batchEvents, batchBytes - ENVELOPE_BYTES));
    }
    if (this.#queue.waitingEvents === 0) this.#urgent = false;
    else if (waitMs) this.#wakeIn(waitMs);
    else if (!this.#isDue()) this.#wakeIn(flushIntervalMs);
  }

  #isDue(): boolean {
    const { waitingEvents, waitingBytes } = this.#queue;
    if (waitingEvents === 0) return false;
    const full = waitingEvents >= this.#options.flushAt || waitingBytes >= this.#options.batchBytes;
    return full || this.#urgent || this.#circuit.probing;
  }

  /** One timer for all reasons to look at the queue again; an earlier reason replaces a later one. */
  #wakeIn(delayMs: number): void {
    const { environment } = this.#options;
    const atMs = environment.now() + delayMs;
    if (this.#cancelTimer && this.#timerAtMs <= atMs) return;
    this.#cancelTimer?.();
    this.#timerAtMs = atMs;
    this.#cancelTimer = environment.startTimer(() => {
      this.#cancelTimer = undefined;
      this.#urgent = true;
      this.#pump();
    }, delayMs);
  }

  async #deliver(batch: QueueEntry[]): Promise<void> {
    this.#inFlight++;
    this.#counters.requests++;
    let answer: Answer;
    try {
      answer = await this.#options.send(this.#buildBody(batch));
    } catch (cause) {
      answer = { status: 0, text: "", cause };
    }
    this.#inFlight--;
    this.#apply(batch, answer, readAnswer(answer, this.#options.environment.now()));
    this.#pump();
  }

  #buildBody(batch: QueueEntry[]): BatchBody {
    const { writeKey, environment } = this.#options;
    const rest = JSON.stringify({ sentAt: new Date(environment.now()).toISOString(), writeKey });
    const tail = `],${rest.slice(1)}`;
    const parts: string[] = [];
    let bytes = HEAD.length - 1 + environment.byteLength(tail);
    for (const entry of batch) {
      parts.push(parts.length === 0 ? HEAD : ",", entry.text);
      bytes += entry.bytes + 1; // a comma before each but the first
    }
    parts.push(tail);
    return { parts, bytes };
  }

  #apply(batch: QueueEntry[], answer: Answer, outcome: Outcome): void {
    const half = Math.ceil(batch.length / 2);
    if (outcome.kind === "delivered") {
      this.#circuit.succeed();
      this.#offset = outcome.offset ?? this.#offset;
      this.#accept(batch, outcome.rejected);
    } else if (outcome.kind === "retry" || (outcome.kind === "too_large" && batch.length > 1)) {
      this.#counters.retries++;
      if (outcome.kind === "too_large") this.#batchEvents = Math.min(this.#batchEvents, half);
      else this.#delay(batch, answer, outcome.reason, outcome.retryAfterMs);
      this.#queue.putBack(batch);
      this.#urgent = true;
    } else {
      this.#circuit.succeed();
      this.#queue.release(batch);
      this.#drop(batch, "batch_refused", outcome.reason, answer.status);
    }
  }

  #accept(batch: QueueEntry[], answered: RejectedMessage[]): void {
    // Another server of this protocol may answer anything here; only what points at an event of the batch is believed.
    const rejected = answered.filter((one) => batch[one?.index]);
    this.#counters.rejected += rejected.length;
    this.#counters.delivered += batch.length - rejected.length;
    this.#queue.release(batch);
    this.#settle(batch);
    for (const one of rejected) {
      const ids = batch.slice(one.index, one.index + 1).map((entry) => entry.id);
      this.report("event_rejected", `${one.code} at ${one.path}: ${one.message}`, ids, { rejected: one });
    }
  }

  #delay(batch: QueueEntry[], answer: Answer, reason: string, retryAfterMs: number | undefined): void {
    const first = !this.#circuit.probing;
    this.#circuit.fail(retryAfterMs);
    const ids = batch.map((entry) => entry.id);
    if (first) this.report("delivery_delayed", reason, ids, { status: answer.status, cause: answer.cause });
  }

  #drop(entries: QueueEntry[], code: ClientErrorCode, message: string, status?: number): void {
    this.#counters.dropped += entries.length;
    const ids = entries.map((entry) => entry.id);
    this.report(code, message, ids, status === undefined ? {} : { status });
    this.#settle(entries);
  }

  #settle(entries: QueueEntry[]): void {
    for (const entry of entries) entry.onSettled?.();
    this.#waiters.settle(entries);
    this.#options.onChange?.();
  }

  /** Tells the host application; never throws. */
  report(code: ClientErrorCode, message: string, messageIds: string[], more: Partial<ClientError> = {}): void {
    try {
      this.#options.onError({ code, message, messageIds, ...more });
    } catch {
      // The host application's own handler failed; its failure must not stop the delivery of other events.
    }
  }
}
