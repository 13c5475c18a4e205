import type { TrackingMessage } from "@rapport/contracts/messages";
import type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { FeedbackInput, MessageOptions } from "@rapport/sdk-core";
import { buildFeedback } from "@rapport/sdk-core";
import type { Work } from "./life-cycle.ts";
import { createLifeCycle } from "./life-cycle.ts";
import type { InitOptions } from "./options.ts";
import { describePage } from "./page-context.ts";

const FLUSH_BUDGET_MS = 5_000;

type Facts = Record<string, unknown>;

/** The client of a page. Every function may be called at any time, before `init` too, and none ever throws. */
export type Rapport = {
  /** Starts sending. Later calls do nothing. On a server it does nothing at all. */
  init(options: InitOptions): void;
  /** Resolves when `init` was called. */
  ready: Promise<void>;
  /** The visitor did something. */
  track(event: string, properties?: Facts, options?: MessageOptions): void;
  /** Ties the visitor to a user id and to traits; without an id, traits of the present visitor. */
  identify(userId: string | null | undefined, traits?: Facts, options?: MessageOptions): void;
  page(name?: string, properties?: Facts, options?: MessageOptions): void;
  screen(name?: string, properties?: Facts, options?: MessageOptions): void;
  group(groupId: string, traits?: Facts, options?: MessageOptions): void;
  /** Says that `previousId` (default: the present user, else the anonymous visitor) is the same person as `userId`. */
  alias(userId: string, previousId?: string, options?: MessageOptions): void;
  /** Forgets the user: a new anonymousId and a new session. */
  reset(): void;
  /** Resolves when all events so far are settled, or after five seconds. */
  flush(): Promise<void>;
  /** Id of the visitor; "" before `init`. */
  anonymousId(): string;
  userId(): string | undefined;
  /**
   * What the visitor should see next. Resolves within the budget (default 1,500 ms) and never rejects: without an
   * answer it is empty, with `decisionId` "".
   */
  getRecommendations(query?: RecommendationQuery, options?: { timeoutMs?: number }): Promise<RecommendationAnswer>;
  /** Says what became of recommendations. */
  sendRecommendationFeedback(feedback: FeedbackInput): void;
};

/** A client that is not set up yet. Calls are kept, with the time they were made, until it is. */
export function createRapport(now: () => number = Date.now): Rapport {
  const { init, run, ready, getClient } = createLifeCycle(now);
  const getRecommendations: Rapport["getRecommendations"] = async (query = {}, { timeoutMs = 1_500 } = {}) => {
    const untilMs = Date.now() + timeoutMs;
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, timeoutMs))]);
    const empty = { decisionId: "", placement: query.placement ?? "default", recommendations: [], degraded: [] };
    return getClient()?.recommend(query, untilMs - Date.now()) ?? empty;
  };
  return {
    init,
    ready,
    getRecommendations,
    track: (event, properties, options) => run(recordAs({ type: "track", event, properties }, options)),
    identify: (userId, traits, options) =>
      run((client, timeMs) => {
        if (userId) client.identity.identify(String(userId));
        client.record({ type: "identify", traits }, options, timeMs);
      }),
    page: (name, properties, options) => run(viewPage(name, properties, options)),
    screen: (name, properties, options) => run(recordAs({ type: "screen", name, properties }, options)),
    group: (groupId, traits, options) => run(recordAs({ type: "group", groupId, traits }, options)),
    alias: (userId, previousId, options) =>
      run((client, timeMs) => {
        const previous = previousId ?? client.identity.userId ?? client.identity.anonymousId;
        client.record({ type: "alias", userId, previousId: previous }, options, timeMs);
      }),
    sendRecommendationFeedback: (feedback) =>
      run((client, timeMs) => client.record(buildFeedback(feedback), {}, timeMs)),
    reset: () => run((client) => client.identity.reset()),
    flush: async () => getClient()?.delivery.flush(FLUSH_BUDGET_MS),
    anonymousId: () => getClient()?.identity.anonymousId ?? "",
    userId: () => getClient()?.identity.userId,
  };
}

function recordAs(fields: TrackingMessage, options: MessageOptions | undefined): Work {
  return (client, timeMs) => client.record(fields, options, timeMs);
}

function viewPage(name?: string, properties?: Facts, options?: MessageOptions): Work {
  return (client, timeMs) =>
    client.record({ type: "page", name, properties: { ...describePage(), ...properties } }, options, timeMs);
}
