import type { RecommendationQuery } from "@rapport/contracts/recommendations";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { request, userPath, withQuery } from "../../lib/api.ts";

export const recommendationsApi = {
  forUser: (id: string, input: { placement?: string; limit?: number }, signal?: AbortSignal) =>
    request(withQuery(`${userPath(id)}/recommendations`, input), { schema: recommendationAnswerSchema, signal }),
  ask: (query: RecommendationQuery, signal?: AbortSignal) =>
    request("/api/v1/recommendations/query", {
      method: "POST",
      body: query,
      schema: recommendationAnswerSchema,
      signal,
    }),
};
