import type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { FeedbackInput, MessageOptions } from "@rapport/sdk-core";
import { randomUuid } from "@rapport/sdk-core";
import type { BaseClient, RecommendationOptions } from "../base-client.ts";
import type { Consent } from "./read-consent.ts";
import { readConsent } from "./read-consent.ts";
import { readContext } from "./read-context.ts";
import type { Visit } from "./visit.ts";
import { readCookie } from "./visit.ts";

/** The part of a client that a request needs. */
export type EventSink = Pick<
  BaseClient,
  "track" | "identify" | "page" | "screen" | "group" | "getRecommendations" | "sendRecommendationFeedback" | "flush"
>;

export type RequestOptions<Request> = {
  /** Id of the signed-in user. Never take it from a cookie that is not signed: whoever writes it becomes that person. */
  userId?: ((request: Request) => string | null | undefined) | undefined;
  /** Id of the visitor's device. Default: the cookie of `@rapport/browser`. */
  anonymousId?: ((request: Request) => string | null | undefined) | undefined;
  /** Cookie that holds the visitor's choice. Default: that of `@rapport/browser`, or `rapport_consent`. */
  consentCookie?: string | undefined;
  /** Decides consent instead of the headers and the cookie. */
  consent?: ((request: Request) => Consent) | undefined;
  /** Send nothing until the visitor has agreed. Default false. */
  requireConsent?: boolean | undefined;
  /** Address of the visitor, where the framework does not know it or must not tell it (`() => undefined`). */
  ip?: ((request: Request) => string | undefined) | undefined;
};

type Facts = Record<string, unknown>;
type Named = MessageOptions & { name?: string; category?: string; properties?: Facts };

/** Cookie of the browser client, which has one for each write key (`persistence: "cookie"`). */
const IDENTITY_COOKIE = /^rapport_(?:[\w-]+_)?id$/;
const ID_FORM = /^[\w.:@-]{1,255}$/;

/**
 * The client of one request: its visitor, context and consent are filled in. While consent is refused it sends nothing
 * and asks nothing. Never throws.
 */
export class RequestClient {
  readonly consent: Consent;
  readonly userId: string | undefined;
  /** Of the browser's cookie; a visitor without one gets an id for this request. */
  readonly anonymousId: string;
  readonly #sink: EventSink;
  readonly #visit: Visit;
  readonly #silent: boolean;
  #context: Facts | undefined;

  constructor(sink: EventSink, visit: Visit, settings: { consent: Consent; silent: boolean; ids: Ids }) {
    this.#sink = sink;
    this.#visit = visit;
    this.#silent = settings.silent;
    this.consent = settings.consent;
    this.userId = settings.ids.userId;
    this.anonymousId = settings.ids.anonymousId ?? randomUuid();
  }

  track(input: MessageOptions & { event: string; properties?: Facts }): void {
    if (!this.#silent) this.#sink.track(this.#complete(input));
  }

  /** Ties the visitor to the user of the request, or to `userId`, and to traits. */
  identify(input: MessageOptions & { userId?: string; traits?: Facts } = {}): void {
    if (!this.#silent) this.#sink.identify(this.#complete(input));
  }

  page(input: Named = {}): void {
    if (!this.#silent) this.#sink.page(this.#complete(input));
  }

  screen(input: Named = {}): void {
    if (!this.#silent) this.#sink.screen(this.#complete(input));
  }

  group(input: MessageOptions & { groupId: string; traits?: Facts }): void {
    if (!this.#silent) this.#sink.group(this.#complete(input));
  }

  sendRecommendationFeedback(feedback: FeedbackInput & MessageOptions): void {
    if (!this.#silent) this.#sink.sendRecommendationFeedback(this.#complete(feedback));
  }

  /** What the visitor should see next; empty while consent is refused. */
  async getRecommendations(
    query: RecommendationQuery = {},
    options?: RecommendationOptions,
  ): Promise<RecommendationAnswer> {
    const { placement = "default" } = query;
    if (this.#silent) return { decisionId: "", placement, recommendations: [], degraded: [] };
    return this.#sink.getRecommendations({ ...this.#ids(), ...query }, options);
  }

  #complete<T extends MessageOptions>(input: T): T & { anonymousId: string; userId?: string; context: Facts } {
    this.#context ??= readContext(this.#visit);
    return { ...this.#ids(), ...input, context: { ...this.#context, ...input?.context } };
  }

  #ids(): { anonymousId: string; userId?: string } {
    const { anonymousId, userId } = this;
    return userId === undefined ? { anonymousId } : { anonymousId, userId };
  }
}

type Ids = { userId: string | undefined; anonymousId: string | undefined };

/** The client of a request that `visit` describes. A callback that throws counts as one that knows nothing. */
export function bindRequest<Request>(
  sink: EventSink,
  request: Request,
  visit: Visit,
  options: RequestOptions<Request>,
): RequestClient {
  const ask = <T>(read: ((request: Request) => T) | undefined): T | undefined => {
    try {
      return read?.(request);
    } catch {
      return undefined;
    }
  };
  // A host that decides by itself and fails has not got the visitor's consent.
  const consent = options.consent ? (ask(options.consent) ?? "denied") : readConsent(visit, options.consentCookie);
  const ids = {
    userId: ask(options.userId) || undefined,
    anonymousId: ask(options.anonymousId) || readAnonymousId(visit),
  };
  const silent = consent === "denied" || (options.requireConsent === true && consent !== "granted");
  return new RequestClient(sink, options.ip ? { ...visit, ip: ask(options.ip) } : visit, { consent, silent, ids });
}

/** The id of the device. The user id that the cookie holds beside it is the visitor's own word and is left alone. */
function readAnonymousId(visit: Visit): string | undefined {
  const value = readCookie(visit, (name) => IDENTITY_COOKIE.test(name)) ?? "";
  const id = value.startsWith("{") ? readKept(value) : value;
  return typeof id === "string" && ID_FORM.test(id) ? id : undefined;
}

/** The browser client keeps `{ anonymousId, userId }` as JSON. */
function readKept(json: string): unknown {
  try {
    return Object(JSON.parse(json)).anonymousId;
  } catch {
    return undefined;
  }
}
