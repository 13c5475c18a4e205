import type { OutgoingMessage } from "../src/build-message.ts";
import type { ClientError } from "../src/client-error.ts";
import type { DeliveryOptions } from "../src/delivery.ts";
import { Delivery } from "../src/delivery.ts";
import type { Environment } from "../src/environment.ts";
import type { Answer } from "../src/read-answer.ts";

type SentRequest = {
  ids: string[];
  text: string;
  body: { batch: OutgoingMessage[]; sentAt: string; writeKey: string };
  /** Requests under way when it left, itself included. */
  inFlight: number;
};

/** A delivery on a clock of its own, with a transport that answers what the test says. */
export class TestBench {
  readonly requests: SentRequest[] = [];
  readonly errors: ClientError[] = [];
  /** Answers of the next requests; then `fallback`, then success. */
  readonly answers: Answer[] = [];
  fallback: Answer | undefined;
  /** Milliseconds that pass with each look at the clock. */
  lookMs = 0;
  readonly delivery: Delivery;
  #nowMs = 1_000;
  #timers: { atMs: number; run: () => void }[] = [];
  #inFlight = 0;
  #holding = false;
  #held: ((answer: Answer) => void)[] = [];

  constructor(options: Partial<DeliveryOptions> = {}) {
    this.delivery = new Delivery({
      environment: this.environment,
      send: ({ parts }) => this.#send(parts.join("")),
      writeKey: "pk",
      onError: (error) => this.errors.push(error),
      flushAt: 100,
      flushIntervalMs: 100,
      batchEvents: 100,
      batchBytes: 100_000,
      eventBytes: 32_768,
      queueEvents: 1_000,
      queueBytes: 1_000_000,
      overflow: "drop-oldest",
      maxInFlight: 4,
      retryBaseMs: 200,
      retryMaxMs: 1_000,
      ...options,
    });
  }

  readonly environment: Environment = {
    now: () => (this.#nowMs += this.lookMs),
    random: () => 0.5,
    newUuid: () => "00000000-0000-4000-8000-000000000000",
    byteLength: (text) => Buffer.byteLength(text),
    startTimer: (run, delayMs) => {
      const timer = { atMs: this.#nowMs + delayMs, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
  };

  get timers(): number {
    return this.#timers.length;
  }

  track(...messages: (string | Partial<OutgoingMessage>)[]): void {
    for (const message of messages) {
      const fields = typeof message === "string" ? { messageId: message, event: message } : message;
      this.delivery.enqueue({ type: "track", messageId: "?", ...fields });
    }
  }

  /** Lets time pass, timer by timer, with everything that each of them causes. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.#settle();
    for (let next = this.#nextTimer(untilMs); next; next = this.#nextTimer(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.run();
      await this.#settle();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** From now on requests stay open until they are released. */
  hold(): void {
    this.#holding = true;
  }

  releaseFirst(answer: Answer = { status: 200, text: "" }): void {
    this.#held.shift()?.(answer);
  }

  mostInFlightSince(index: number): number {
    return Math.max(...this.requests.slice(index).map((request) => request.inFlight));
  }

  #nextTimer(untilMs: number): { atMs: number; run: () => void } | undefined {
    return this.#timers.filter((timer) => timer.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)[0];
  }

  /** Lets all pending promises run. */
  #settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async #send(text: string): Promise<Answer> {
    const body = JSON.parse(text);
    this.#inFlight++;
    const ids = body.batch.map((message: OutgoingMessage) => message.messageId);
    this.requests.push({ text, body, ids, inFlight: this.#inFlight });
    const answer = this.#holding
      ? await new Promise<Answer>((resolve) => this.#held.push(resolve))
      : (this.answers.shift() ?? this.fallback ?? { status: 200, text: "" });
    await Promise.resolve();
    this.#inFlight--;
    return answer;
  }
}
