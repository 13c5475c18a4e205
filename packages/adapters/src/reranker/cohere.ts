import { RapportError } from "@rapport/contracts/errors";
import type { RerankedText, Reranker } from "@rapport/ports/reranker";
import { z } from "zod";

export type CohereOptions = {
  apiKey: string;
  /** `rerank-v3.5` unless said. */
  model?: string;
  /** Address of the API; Cohere's own unless said. */
  baseUrl?: string;
};

const TIMEOUT_MS = 5_000;
/** Tokens of a text that the service reads; ours have about 300. */
const MAX_TOKENS = 1_000;

const answerSchema = z.object({
  results: z.array(z.object({ index: z.number().int().nonnegative(), relevance_score: z.number() })),
});

/** Rerank, version 2 of Cohere's API: `POST /v2/rerank`. One attempt: who waits for an answer is better served by the order there is. */
export function createCohereReranker(options: CohereOptions): Reranker {
  const { apiKey, model = "rerank-v3.5", baseUrl = "https://api.cohere.com" } = options;
  return {
    name: `cohere/${model}`,
    async rerank(question, texts, signal) {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(new URL("/v2/rerank", baseUrl), {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({
          model,
          query: question,
          documents: texts,
          top_n: texts.length,
          max_tokens_per_doc: MAX_TOKENS,
        }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      }).catch((error: unknown) => {
        throw unavailable(error instanceof Error ? error.message : String(error));
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw unavailable(`answered ${response.status}`);
      }
      return readResults(await response.json().catch(() => undefined), texts.length);
    },
  };
}

function readResults(body: unknown, size: number): RerankedText[] {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw unavailable("answered in another form");
  const seen = new Set<number>();
  return parsed.data.results.flatMap(({ index, relevance_score: score }) => {
    if (index >= size || seen.has(index)) return [];
    seen.add(index);
    return [{ position: index, score: Math.min(1, Math.max(0, score)) }];
  });
}

function unavailable(reason: string): RapportError {
  return new RapportError("unavailable", `Cohere's reranker ${reason}`);
}
