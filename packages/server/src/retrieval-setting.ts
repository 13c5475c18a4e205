import { createCohereReranker } from "@rapport/adapters/reranker/cohere";
import type { Reranker } from "@rapport/ports/reranker";
import { z } from "zod";

/** Settings of answering from documents. */
export const retrievalVariables = {
  /** Key of Cohere's API: passages are then ordered by its reranker, which sees the questions and the passages. */
  RAPPORT_COHERE_KEY: z.string().trim().min(8).max(255).optional(),
  /** Its model. */
  RAPPORT_COHERE_MODEL: z.string().trim().min(1).max(100).default("rerank-v3.5"),
};

/** The service that reorders passages; undefined leaves the order of our own reranker. */
export type RetrievalSetting = { cohereKey: string | undefined; cohereModel: string };

export function toRetrievalSetting(env: z.output<z.ZodObject<typeof retrievalVariables>>): RetrievalSetting {
  return { cohereKey: env.RAPPORT_COHERE_KEY, cohereModel: env.RAPPORT_COHERE_MODEL };
}

/** Opens what the settings name. */
export function openReranker({ cohereKey, cohereModel }: RetrievalSetting): Reranker | undefined {
  return cohereKey === undefined ? undefined : createCohereReranker({ apiKey: cohereKey, model: cohereModel });
}
