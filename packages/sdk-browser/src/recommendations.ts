import type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { FeedbackInput } from "@rapport/sdk-core";
import { buildFeedback, requestRecommendations } from "@rapport/sdk-core";
import { browserEnvironment } from "./browser-environment.ts";
import type { CoreRapport, InitOptions } from "./core-rapport.ts";

/** Share of a recommendation's budget that may go into sending the events it should know of, milliseconds. */
const FRESHNESS_BUDGET_MS = 300;

/** What a client asks the server, and what it says about the answers. */
export type Recommendations = {
  /**
   * What the visitor should see next. Resolves within the budget (default 1,500 ms) and never rejects: without an
   * answer it is empty, with `decisionId` "".
   */
  getRecommendations(query?: RecommendationQuery, options?: { timeoutMs?: number }): Promise<RecommendationAnswer>;
  /** Short name of `getRecommendations`. */
  recommendations: Recommendations["getRecommendations"];
  /** Says what became of recommendations. */
  sendRecommendationFeedback(feedback: FeedbackInput): void;
};

/** Recommendations for the visitor of a client. */
export function createRecommendations(core: CoreRapport): Recommendations {
  let settings: InitOptions | undefined;
  core.use({
    start(_, options) {
      settings = options;
    },
  });
  const empty = (placement = "default") => ({ decisionId: "", placement, recommendations: [], degraded: [] });
  const ask: Recommendations["getRecommendations"] = async (query, options) => {
    const timeoutMs = options?.timeoutMs ?? 1_500;
    const placement = query?.placement ?? "default";
    const untilMs = Date.now() + timeoutMs;
    await Promise.race([core.ready, new Promise((resolve) => setTimeout(resolve, timeoutMs))]);
    if (!settings || core.consent() !== "granted") return empty(placement);
    const { host, writeKey, apiKey, onError } = settings;
    const request = {
      environment: browserEnvironment,
      host: host.replace(/\/+$/, ""),
      key: writeKey || apiKey || "",
      timeoutMs: untilMs - Date.now(),
      async buildQuery() {
        const after = await core.flush(Math.min(FRESHNESS_BUDGET_MS, timeoutMs / 2));
        return { anonymousId: core.anonymousId(), userId: core.userId(), after, ...query };
      },
      onError: onError ?? (() => {}),
    };
    return requestRecommendations(request, placement);
  };
  // Inputs of the host application may throw when they are read.
  const getRecommendations: Recommendations["getRecommendations"] = (query, options) =>
    ask(query, options).catch(() => empty());
  return {
    getRecommendations,
    recommendations: getRecommendations,
    sendRecommendationFeedback(feedback) {
      try {
        const { event, properties } = buildFeedback(feedback);
        core.track(event, properties);
      } catch (cause) {
        // An extension that fails to start is reported like every call that fails.
        core.use({
          start() {
            throw cause;
          },
        });
      }
    },
  };
}
