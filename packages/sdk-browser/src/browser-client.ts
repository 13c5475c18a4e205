import type { TrackingMessage } from "@rapport/contracts/messages";
import type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { Environment, ErrorReporter, MessageOptions } from "@rapport/sdk-core";
import { buildMessage, Delivery, randomUuid, requestRecommendations } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { Identity } from "./identity.ts";
import type { InitOptions } from "./options.ts";
import { describeContext } from "./page-context.ts";
import { QueueKeeper } from "./queue-keeper.ts";
import { createSendBatch, KEEPALIVE_BYTES } from "./send-batch.ts";

/** Share of a recommendation's budget that may go into sending the events it should know of, milliseconds. */
const FRESHNESS_BUDGET_MS = 300;

const environment: Environment = {
  now: Date.now,
  random: Math.random,
  newUuid: randomUuid,
  byteLength: (text) => new TextEncoder().encode(text).length,
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A set-up client: identity, queue, transport and the life of the page. */
export class BrowserClient {
  readonly identity = new Identity();
  readonly delivery: Delivery;
  readonly #host: string;
  readonly #writeKey: string;
  readonly #onError: ErrorReporter;
  readonly #keeper: QueueKeeper;
  #saving = false;

  constructor(options: InitOptions) {
    this.#host = options.host.replace(/\/+$/, "");
    this.#writeKey = options.writeKey || options.apiKey || "";
    this.#onError = options.onError ?? (() => {});
    this.#keeper = new QueueKeeper(this.#writeKey, (texts) => this.#adopt(texts));
    this.delivery = new Delivery({
      environment,
      send: createSendBatch(this.#host, this.#writeKey),
      writeKey: this.#writeKey,
      onError: this.#onError,
      onChange: () => this.#saveSoon(),
      flushAt: 50,
      flushIntervalMs: options.flushIntervalMs ?? 500,
      batchEvents: 500,
      batchBytes: KEEPALIVE_BYTES,
      eventBytes: 32 * 1024, // the limit of the tracking API
      queueEvents: 1_000,
      queueBytes: 1_000_000, // a fifth of what browsers grant a site, which keeps two bytes a letter
      overflow: "drop-oldest",
      maxInFlight: 4,
      retryBaseMs: 500,
      retryMaxMs: 30_000,
    });
    this.#keeper.open();
    this.#followPage();
  }

  /** Queues a message under the ids of this moment. */
  record(fields: TrackingMessage, options: MessageOptions | undefined, timeMs: number): void {
    const { anonymousId, userId } = this.identity;
    const sessionId = this.identity.touchSession(timeMs);
    const context = { ...attempt(() => describeContext(sessionId)), ...options?.context };
    this.delivery.enqueue(
      buildMessage(environment, { anonymousId, userId, ...fields, context }, { timestamp: timeMs, ...options }),
    );
  }

  recommend(query: RecommendationQuery, timeoutMs: number): Promise<RecommendationAnswer> {
    const buildQuery = async () => {
      await this.delivery.flush(Math.min(FRESHNESS_BUDGET_MS, timeoutMs / 2));
      const { anonymousId, userId } = this.identity;
      return { anonymousId, userId, after: this.delivery.offset, ...query };
    };
    const request = {
      environment,
      host: this.#host,
      key: this.#writeKey,
      timeoutMs,
      buildQuery,
      onError: this.#onError,
    };
    return requestRecommendations(request, query.placement ?? "default");
  }

  /** Many calls of one task are written once, after the task and before the page can go away. */
  #saveSoon(): void {
    if (this.#saving) return;
    this.#saving = true;
    queueMicrotask(() => this.#save());
  }

  #save(): void {
    this.#saving = false;
    this.#keeper.save(this.delivery.pendingTexts());
  }

  #adopt(texts: string[]): void {
    for (const text of texts) {
      const message: unknown = attempt(() => JSON.parse(text));
      if (typeof message !== "object" || message === null || !("messageId" in message)) continue;
      this.delivery.enqueueText(String(message.messageId), text);
    }
    this.#save();
  }

  #followPage(): void {
    const on = (name: string, run: (event: Event) => void) =>
      addEventListener(name, (event) => attempt(() => run(event)));
    on("pagehide", () => {
      this.#save();
      this.delivery.hurry();
      this.#keeper.close();
    });
    on("pageshow", (event) => "persisted" in event && event.persisted && this.#keeper.open());
    on("online", () => this.delivery.hurry());
    document.addEventListener("visibilitychange", () =>
      attempt(() => (document.visibilityState === "hidden" ? this.delivery.hurry() : this.#keeper.findOthers())),
    );
  }
}
