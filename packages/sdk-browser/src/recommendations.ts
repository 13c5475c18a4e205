import type { Recommendation, RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { FeedbackInput } from "@rapport/sdk-core";
import { attempt, buildFeedback } from "@rapport/sdk-core";
import type { CoreRapport, InitOptions } from "./core-rapport.ts";
import type { Proof } from "./proof.ts";
import { watchExposure } from "./watch-exposure.ts";

/** Share of a recommendation's budget that may go into sending the events it should know of, milliseconds. */
const FRESHNESS_BUDGET_MS = 300;
const BUDGET_MS = 1_500;

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
  /**
   * Reports what becomes of a card that the page drew for a recommendation: that it was seen (half of it on screen for a
   * second, once) and each click. Answers the element. An element is one card for good: another decision needs another
   * element, and the same one may be given again.
   */
  reportCard<Card extends Element | null | undefined>(
    element: Card,
    answer: Pick<RecommendationAnswer, "decisionId" | "placement">,
    recommendation: Pick<Recommendation, "itemId">,
  ): Card;
};

/** Recommendations for the visitor of a client. */
export function createRecommendations(core: CoreRapport): Recommendations {
  const cards = new WeakSet<Element>();
  const getRecommendations = createAsk(core);
  const sendRecommendationFeedback: Recommendations["sendRecommendationFeedback"] = (feedback) => {
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
  };
  return {
    getRecommendations,
    recommendations: getRecommendations,
    sendRecommendationFeedback,
    reportCard(element, answer, recommendation) {
      attempt(() => {
        if (!element || cards.has(element)) return;
        cards.add(element);
        report(element, { ...answer, itemIds: [recommendation.itemId] }, sendRecommendationFeedback);
      });
      return element;
    },
  };
}

function createAsk(core: CoreRapport): Recommendations["getRecommendations"] {
  let settings: InitOptions | undefined;
  core.use({
    start(_, options) {
      settings = options;
    },
  });
  return async (query, options) => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let answer: RecommendationAnswer | undefined;
    // The host application's objects and its handler may throw when they are touched.
    try {
      const timeoutMs = options?.timeoutMs ?? BUDGET_MS;
      const tooLate = new Promise<undefined>((_, reject) => {
        timer = setTimeout(reject, timeoutMs, `no recommendations within ${timeoutMs} ms`);
      });
      const asked = core.ready.then(() => {
        if (settings && core.consent() === "granted") return askServer(core, settings, query, timeoutMs, abort.signal);
      });
      answer = await Promise.race([asked, tooLate]);
    } catch (cause) {
      attempt(() => settings?.onError?.({ code: "request_failed", message: String(cause), messageIds: [], cause }));
    }
    clearTimeout(timer);
    abort.abort();
    const placement = attempt(() => query?.placement) ?? "default";
    return answer ?? { decisionId: "", placement, recommendations: [], degraded: [] };
  };
}

/** @throws whatever stands between the visitor and a usable answer */
async function askServer(
  core: CoreRapport & Proof,
  { host, writeKey, apiKey }: InitOptions,
  query: RecommendationQuery | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RecommendationAnswer> {
  const after = await core.flush(Math.min(FRESHNESS_BUDGET_MS, timeoutMs / 2));
  const facts = { anonymousId: core.anonymousId(), userId: core.userId(), after, ...core.proof?.(), ...query };
  const response = await fetch(`${host.replace(/\/+$/, "")}/api/v1/recommendations/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${writeKey || apiKey}`, "content-type": "application/json" },
    // An attribute without a value is none.
    body: JSON.stringify(facts, (_, value) => (["", Number.NaN].includes(value) ? undefined : value)),
    signal,
  });
  const answer = await response.json();
  // A list is what sets an answer apart from a problem document; its entries are the server's word.
  if (!Array.isArray(answer.recommendations))
    throw new Error(`HTTP ${response.status}: ${JSON.stringify(answer).slice(0, 200)}`);
  return answer;
}

function report(
  element: Element,
  { decisionId, placement, itemIds }: Omit<FeedbackInput, "action">,
  send: Recommendations["sendRecommendationFeedback"],
): void {
  const tell = (action: "shown" | "clicked") => send({ decisionId, placement, action, itemIds });
  watchExposure(element, () => tell("shown"));
  // The middle button opens a tab: a click too. The right one does not.
  for (const name of ["click", "auxclick"]) {
    // as: an event that no mouse made has no button, and counts
    element.addEventListener(name, (event) => (event as MouseEvent).button > 1 || tell("clicked"));
  }
}
