import type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import type { ErrorReporter } from "./client-error.ts";
import type { Environment } from "./environment.ts";
import type { Fetch } from "./fetch.ts";

export type RecommendationRequest = {
  environment: Environment;
  host: string;
  /** Write key or secret key. */
  key: string;
  /** Longest time until the answer, milliseconds. */
  timeoutMs: number;
  /** Completes the query when it is sent, e.g. after a flush; its time counts towards the budget. */
  buildQuery: () => Promise<RecommendationQuery>;
  onError: ErrorReporter;
  /** Another way to send the request, e.g. one that is traced. */
  fetch?: Fetch;
};

/**
 * Asks what a person should see next. Resolves within `timeoutMs` and never rejects: without a usable answer it is
 * empty (`decisionId` and `recommendations`), so that the host application can show what it would have shown anyway.
 */
export function requestRecommendations(
  request: RecommendationRequest,
  placement: string,
): Promise<RecommendationAnswer> {
  const { environment, timeoutMs, onError } = request;
  const abort = new AbortController();
  return new Promise((resolve) => {
    const giveUp = (message: string, cause?: unknown) => {
      resolve({ decisionId: "", placement, recommendations: [], degraded: [] });
      try {
        onError({ code: "request_failed", message, messageIds: [], cause });
      } catch {
        // The host application's own handler failed; the caller has its empty answer already.
      }
    };
    const cancel = environment.startTimer(() => {
      giveUp(`no recommendations within ${timeoutMs} ms`);
      abort.abort();
    }, timeoutMs);
    askServer(request, abort.signal)
      .then(resolve, (cause) => abort.signal.aborted || giveUp("recommendations failed", cause))
      .finally(cancel);
  });
}

async function askServer(request: RecommendationRequest, signal: AbortSignal): Promise<RecommendationAnswer> {
  const body = JSON.stringify(await request.buildQuery());
  const ask: Fetch = request.fetch ?? fetch;
  const response = await ask(`${request.host}/api/v1/recommendations/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${request.key}`, "content-type": "application/json" },
    body,
    signal,
  });
  const answer: unknown = await response.json();
  if (!isRecommendationAnswer(answer))
    throw new Error(`HTTP ${response.status}: ${JSON.stringify(answer).slice(0, 200)}`);
  return answer;
}

/** A list is what sets an answer apart from a problem document; its entries are the server's word. */
function isRecommendationAnswer(answer: unknown): answer is RecommendationAnswer {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "recommendations" in answer &&
    Array.isArray(answer.recommendations)
  );
}
