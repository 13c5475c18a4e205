import type { TrackingMessage } from "@rapport/contracts/messages";
import type { Profile } from "@rapport/contracts/profiles";
import type {
  RecommendationAnswer,
  RecommendationFeedback,
  RecommendationQuery,
} from "@rapport/contracts/recommendations";
import type { DeliveryStats, FeedbackInput, MessageOptions } from "@rapport/sdk-core";
import { buildFeedback, buildMessage, Delivery, requestRecommendations } from "@rapport/sdk-core";
import type { AliasInput, GroupInput, IdentifyInput, PageInput, ScreenInput, TrackInput } from "./inputs.ts";
import { LIBRARY } from "./library.ts";
import { nodeEnvironment } from "./node-environment.ts";
import type { RapportOptions, Settings } from "./options.ts";
import { readOptions } from "./options.ts";
import { requestProfile } from "./request-profile.ts";
import { createSendBatch } from "./send-batch.ts";

/** Share of a recommendation's budget that may go into sending the events it should know of, milliseconds. */
const FRESHNESS_BUDGET_MS = 300;

export type RecommendationOptions = {
  /** Longest time until the answer. Default 1,500 ms. */
  timeoutMs?: number;
  /** Send queued events first and let the server wait until it has folded them in. Default true. */
  fresh?: boolean;
};

/** What `close` left behind. */
export type CloseReport = { undelivered: number };

/**
 * Client of one Rapport project for back ends. Calls return at once and never throw; events travel in the background,
 * and problems arrive at `onError`. Make one per process and close it at the end.
 */
export class Rapport {
  readonly #settings: Settings;
  readonly #delivery: Delivery;
  #closing: Promise<CloseReport> | undefined;

  /** @throws TypeError when `writeKey` or `host` is missing */
  constructor(options: RapportOptions) {
    this.#settings = readOptions(options);
    this.#delivery = new Delivery({
      ...this.#settings,
      environment: nodeEnvironment,
      send: createSendBatch(this.#settings),
      flushAt: this.#settings.batchEvents,
      // The key travels in the Authorization header.
      writeKey: undefined,
    });
    process.on("beforeExit", this.#finish);
  }

  /** Counters since the client was made. */
  get stats(): DeliveryStats {
    return this.#delivery.stats;
  }

  /** A user did something. */
  track(input: TrackInput): void {
    this.#record(input, () => ({ type: "track", event: input.event, properties: input.properties }));
  }

  /** Ties a user to traits; with both ids it also ties the anonymous history to the user. */
  identify(input: IdentifyInput): void {
    this.#record(input, () => ({ type: "identify", traits: input.traits }));
  }

  page(input: PageInput): void {
    const { name, category, properties } = input ?? {};
    this.#record(input, () => ({ type: "page", name, category, properties }));
  }

  screen(input: ScreenInput): void {
    const { name, category, properties } = input ?? {};
    this.#record(input, () => ({ type: "screen", name, category, properties }));
  }

  /** Ties a user to a group, such as a company. */
  group(input: GroupInput): void {
    this.#record(input, () => ({ type: "group", groupId: input.groupId, traits: input.traits }));
  }

  /** Says that two ids are the same person. */
  alias(input: AliasInput): void {
    this.#record(input, () => ({ type: "alias", previousId: input.previousId }));
  }

  /** Says what became of recommendations; the client of the person who saw them may be another one. */
  sendRecommendationFeedback(feedback: FeedbackInput & RecommendationFeedback): void {
    this.#record(feedback, () => buildFeedback(feedback));
  }

  /**
   * What a person should see next. Resolves within its budget and never rejects: without an answer it is empty and
   * `onError` hears why.
   */
  getRecommendations(query: RecommendationQuery, options: RecommendationOptions = {}): Promise<RecommendationAnswer> {
    const { host, writeKey, secretKey, onError } = this.#settings;
    const { timeoutMs = 1_500, fresh = true } = options;
    const buildQuery = async () => {
      if (!fresh) return query;
      await this.#delivery.flush(Math.min(FRESHNESS_BUDGET_MS, timeoutMs / 2));
      return { after: this.#delivery.offset, ...query };
    };
    const key = secretKey ?? writeKey;
    const request = { environment: nodeEnvironment, host, key, timeoutMs, buildQuery, onError };
    return requestRecommendations(request, query.placement ?? "default");
  }

  /**
   * The live profile of a person, `undefined` if nothing is known. Needs `secretKey`.
   * @throws RequestError when the server cannot say
   */
  getProfile(userId: string): Promise<Profile | undefined> {
    const { host, secretKey, requestTimeoutMs } = this.#settings;
    return requestProfile({ host, secretKey, userId, timeoutMs: requestTimeoutMs });
  }

  /**
   * Resolves when all events queued so far are settled, or after `timeoutMs` (default 10 s). The process stays alive
   * meanwhile. Never rejects; `stats.pending` tells what still waits.
   */
  async flush(options: { timeoutMs?: number } = {}): Promise<void> {
    const { timeoutMs = 10_000 } = options;
    const hold = setTimeout(() => {}, timeoutMs);
    await this.#delivery.flush(timeoutMs);
    clearTimeout(hold);
  }

  /** Delivers what it can within `timeoutMs` (default 5 s) and ends the client. Events left over are reported. */
  close(options: { timeoutMs?: number } = {}): Promise<CloseReport> {
    this.#closing ??= this.#close(options.timeoutMs ?? 5_000);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(timeoutMs: number): Promise<CloseReport> {
    process.off("beforeExit", this.#finish);
    await this.flush({ timeoutMs });
    const undelivered = this.stats.pending;
    this.#delivery.stop();
    return { undelivered };
  }

  /** The process has nothing left to do: deliver the rest, then let it end, even if the server is away. */
  readonly #finish = (): void => {
    if (this.stats.pending > 0) void this.#deliverLast();
  };

  async #deliverLast(): Promise<void> {
    await this.flush({ timeoutMs: this.#settings.exitTimeoutMs });
    if (this.stats.pending > 0) await this.close({ timeoutMs: 0 });
  }

  #record(
    input: MessageOptions & { userId?: string | undefined; anonymousId?: string | undefined },
    describe: () => TrackingMessage,
  ): void {
    try {
      if (this.#closing) throw new Error("the client is closed");
      const { userId, anonymousId } = input;
      const context = { library: LIBRARY, ...input.context };
      this.#delivery.enqueue(buildMessage(nodeEnvironment, { userId, anonymousId, ...describe(), context }, input));
    } catch (cause) {
      this.#delivery.report("call_failed", String(cause), [], { cause });
    }
  }
}
