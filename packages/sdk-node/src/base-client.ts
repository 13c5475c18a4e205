import type { Assignment } from "@rapport/contracts/experiments";
import type { UserIntents } from "@rapport/contracts/intents";
import type { TrackingMessage } from "@rapport/contracts/messages";
import type { Profile } from "@rapport/contracts/profiles";
import type {
  RecommendationAnswer,
  RecommendationFeedback,
  RecommendationQuery,
} from "@rapport/contracts/recommendations";
import type { UserSegments } from "@rapport/contracts/segments";
import type { DeliveryStats, Environment, FeedbackInput, Fetch, MessageOptions } from "@rapport/sdk-core";
import {
  buildExposure,
  buildFeedback,
  buildMessage,
  Delivery,
  newMessageId,
  requestAssignments,
  requestRecommendations,
} from "@rapport/sdk-core";
import type { Access } from "./ask-server.ts";
import type {
  AliasInput,
  AnyEvents,
  GroupInput,
  IdentifyInput,
  PageInput,
  Person,
  ScreenInput,
  TrackInput,
} from "./inputs.ts";
import { LIBRARY } from "./library.ts";
import { countEvents } from "./open-telemetry/count-events.ts";
import type { Settings } from "./options.ts";
import type { Intake, Platform } from "./platform.ts";
import { readMessageId } from "./read-message-id.ts";
import type { RequestStart } from "./request-observer.ts";
import { observeRequest } from "./request-observer.ts";
import { requestIntents, requestProfile, requestSegments } from "./request-profile.ts";
import { createSendBatch } from "./send-batch.ts";
import { createSigner } from "./sign-request.ts";
import { Triggers } from "./triggers.ts";
import type { VariantInput, VariantOptions } from "./variants.ts";
import { Variants } from "./variants.ts";

/** Share of a recommendation's budget that may go into sending the events it should know of, milliseconds. */
const FRESHNESS_BUDGET_MS = 300;

export type RecommendationOptions = {
  /** Longest time until the answer. Default 1,500 ms. */
  timeoutMs?: number;
  /** Send queued events first and let the server wait until it has folded them in. Default true. */
  fresh?: boolean;
};

/** What `close` left behind: events that are lost, and events that wait on disk for the next client. */
export type CloseReport = { undelivered: number; spooled: number };

/**
 * Client of one Rapport project, in any runtime. `Events` maps event names to their properties. Calls return at once and never throw; events travel in the background,
 * and problems arrive at `onError`.
 */
export class BaseClient<Events extends object = AnyEvents> {
  readonly #settings: Settings;
  readonly #environment: Environment;
  readonly #delivery: Delivery;
  readonly #intake: Intake | undefined;
  readonly #keepsRest: boolean;
  readonly #variants: Variants;
  readonly #access: Access;
  /** What starts when somebody enters or leaves a segment, or an intent passes a threshold. Needs `secretKey`. */
  readonly triggers: Triggers;
  #closing: Promise<CloseReport> | undefined;
  #ended = false;

  /** @internal Kept out of the declarations, with all that it names: nobody else makes one. */
  constructor(settings: Settings, platform: Platform) {
    this.#settings = settings;
    this.#environment = platform.environment;
    const { host, secretKey, onRequest, signingSecret } = settings;
    const { exchange } = platform;
    this.#access = { exchange, host, secretKey, timeoutMs: settings.requestTimeoutMs, onRequest };
    this.triggers = new Triggers(this.#access);
    const sign = signingSecret ? createSigner(signingSecret, platform.environment) : undefined;
    this.#delivery = new Delivery({
      ...settings,
      environment: platform.environment,
      send: createSendBatch({ ...settings, sign }, platform),
      flushAt: settings.batchEvents,
      // The key travels in the Authorization header.
      writeKey: undefined,
      keepsRest: platform.intake?.keeps ?? false,
      onChange: () => this.#intake?.feed(),
    });
    this.#intake = platform.intake?.open(this.#delivery);
    this.#keepsRest = platform.intake?.keeps ?? false;
    countEvents(settings.openTelemetry, settings.host, () => this.stats());
    const expose = (person: Person, seen: Assignment) => this.#record(person, () => buildExposure(seen));
    this.#variants = new Variants(
      (person, timeoutMs) => this.#ask(person, timeoutMs),
      expose,
      platform.environment.now,
    );
  }

  /** Counters since the client was made. */
  stats(): DeliveryStats {
    const stats = this.#delivery.stats;
    const { waiting, dropped } = this.#intake ?? { waiting: 0, dropped: 0 };
    return {
      ...stats,
      queued: stats.queued + waiting + dropped,
      dropped: stats.dropped + dropped,
      pending: stats.pending + waiting,
    };
  }

  /** A user did something. */
  track<Name extends keyof Events & string>(input: TrackInput<Events, Name>): void {
    this.#record(input, () => {
      const { event, properties } = input as TrackInput; // as: a map of events changes types and nothing else
      return { type: "track", event, properties };
    });
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
  sendRecommendationFeedback(feedback: FeedbackInput & RecommendationFeedback & MessageOptions): void {
    this.#record(feedback, () => buildFeedback(feedback));
  }

  /**
   * What a person should see next. Resolves within its budget and never rejects: without an answer it is empty and
   * `onError` hears why.
   */
  getRecommendations(query: RecommendationQuery, options: RecommendationOptions = {}): Promise<RecommendationAnswer> {
    const { host, writeKey, secretKey, onError } = this.#settings;
    const { timeoutMs = 1_500, fresh = true } = options;
    const environment = this.#environment;
    const buildQuery = async () => {
      if (!fresh) return query;
      await this.#delivery.flush(Math.min(FRESHNESS_BUDGET_MS, timeoutMs / 2));
      return { after: this.#delivery.offset, ...query };
    };
    const key = secretKey ?? writeKey;
    const request = { environment, host, key, timeoutMs, buildQuery, onError, fetch: this.#observedFetch };
    return requestRecommendations(request, query.placement ?? "default");
  }

  /**
   * The variant that a person sees in a running experiment; undefined for who takes no part, is held out, or when no answer
   * comes in time (`onError` hears why). Never rejects. Tells the exposure.
   */
  async getVariant(input: VariantInput, options: VariantOptions = {}): Promise<string | undefined> {
    try {
      return await this.#variants.get(input, options);
    } catch (cause) {
      this.#delivery.report("request_failed", `no variant: ${String(cause)}`, [], { cause });
      return undefined;
    }
  }

  /**
   * The live profile of a person, `undefined` if nothing is known. Needs `secretKey`.
   * @throws RequestError when the server cannot say
   */
  getProfile(userId: string): Promise<Profile | undefined> {
    return requestProfile(this.#access, userId);
  }

  /**
   * The segments that a person is in now, since when; `undefined` if nothing is known of them. Needs `secretKey`.
   * @throws RequestError when the server cannot say
   */
  getSegments(userId: string): Promise<UserSegments["data"] | undefined> {
    return requestSegments(this.#access, userId);
  }

  /**
   * What is expected of a person as of now: how likely each goal is and why, the next actions, purchases, the best hour to
   * write; `undefined` if nothing is known of them. Needs `secretKey`.
   * @throws RequestError when the server cannot say
   */
  getIntents(userId: string): Promise<UserIntents | undefined> {
    return requestIntents(this.#access, userId);
  }

  /**
   * Resolves when a caller may go on, for callers that produce more than the network takes. At once, unless `overflow`
   * is `block` and more than half of the queue is taken.
   */
  async waitForRoom(): Promise<void> {
    if (this.#settings.overflow !== "block") return;
    const isCrowded = () => this.#intake?.crowded ?? this.#delivery.crowded;
    while (isCrowded() && !this.#closing) await this.#delivery.waitForSettlement();
  }

  /**
   * Resolves when all events queued so far are settled, or after `timeoutMs` (default 10 s). The process stays alive
   * meanwhile. Never rejects; `stats().pending` tells what still waits.
   */
  async flush(options: { timeoutMs?: number } = {}): Promise<void> {
    const { timeoutMs = 10_000 } = options;
    const untilMs = performance.now() + timeoutMs;
    const hold = setTimeout(() => {}, timeoutMs);
    // What an intake holds back comes into the queue part by part; the last part needs a flush, too.
    for (let more = true, leftMs = timeoutMs; more && leftMs > 0; leftMs = untilMs - performance.now()) {
      this.#intake?.feed();
      more = (this.#intake?.waiting ?? 0) > 0;
      await this.#delivery.flush(leftMs);
    }
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
    await this.flush({ timeoutMs });
    const left = this.stats().pending;
    this.end();
    return this.#keepsRest ? { undelivered: 0, spooled: left } : { undelivered: left, spooled: 0 };
  }

  /** Ends the client with its process: requests under way will not bring their answer any more. */
  protected leave(): void {
    this.end();
    if (this.#keepsRest) return;
    const ids = this.#delivery.pendingTexts().flatMap((text) => readMessageId(text) ?? []);
    if (ids.length > 0) this.#delivery.report("not_delivered", "the process ended before the answer came", ids);
  }

  /** What is left is reported, or stays on disk; requests under way report for themselves. */
  protected end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closing ??= Promise.resolve({ undelivered: 0, spooled: 0 });
    this.#delivery.stop();
    this.#intake?.close();
  }

  readonly #observedFetch: Fetch = (url, init) => {
    const bytes = this.#environment.byteLength(init.body ?? "");
    return this.#observe({ kind: "recommendations", method: "POST", url, bytes }, init);
  };

  #ask({ anonymousId, userId }: Person, timeoutMs: number): Promise<Assignment[]> {
    const { host, writeKey, secretKey } = this.#settings;
    const ask: Fetch = (url, init) => this.#observe({ kind: "assignments", method: "GET", url, bytes: 0 }, init);
    return requestAssignments({ host, key: secretKey ?? writeKey, anonymousId, userId, timeoutMs, fetch: ask });
  }

  async #observe(start: RequestStart, init: Parameters<Fetch>[1]): ReturnType<Fetch> {
    const { exchange, onRequest } = this.#access;
    const send = (headers: Record<string, string>) =>
      exchange(start.url, {
        ...init,
        method: start.method,
        headers: { ...headers, ...init.headers },
        repeatable: true,
      });
    const { status, text } = await observeRequest(onRequest, start, send);
    return { status, json: async () => JSON.parse(text) };
  }

  #record(
    input: MessageOptions & { userId?: string | undefined; anonymousId?: string | undefined },
    describe: () => TrackingMessage,
  ): void {
    try {
      if (this.#closing) throw new Error("the client is closed");
      const { userId, anonymousId } = input;
      const context = { library: LIBRARY, ...input.context };
      const fields = { userId, anonymousId, ...describe(), context };
      const { now, newUuid } = this.#environment;
      const nowMs = now();
      (this.#intake ?? this.#delivery).enqueue(buildMessage(fields, input, nowMs, newMessageId(nowMs, newUuid())));
    } catch (cause) {
      this.#delivery.report("call_failed", String(cause), [], { cause });
    }
  }
}
