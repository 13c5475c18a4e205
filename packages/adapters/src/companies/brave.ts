import type { CompanySearch } from "@rapport/ports/companies";
import { z } from "zod";
import { askJson } from "../http/ask-json.ts";
import type { SourceOptions } from "./source-options.ts";

const answerSchema = z.object({
  web: z
    .object({ results: z.array(z.object({ title: z.string(), url: z.string(), description: z.string().default("") })) })
    .optional(),
});

/** Brave's Web Search API: `GET /res/v1/web/search`, at most 20 results. Contract-tested only. */
export function createBraveSearch(options: SourceOptions): CompanySearch {
  const { apiKey, send, now, baseUrl = "https://api.search.brave.com" } = options;
  return {
    name: "brave",
    async search(query, limit) {
      const asked = new URLSearchParams({
        q: query,
        count: String(limit),
        result_filter: "web",
        text_decorations: "false",
      });
      const url = `${baseUrl}/res/v1/web/search?${asked}`;
      const headers = { "x-subscription-token": apiKey };
      const answer = await askJson(send, { service: "Brave", url, headers, schema: answerSchema, now });
      if (!answer.ok) return answer;
      const found = answer.value?.web?.results ?? [];
      const pages = found.map(({ title, url: page, description }) => ({ title, url: page, snippet: description }));
      return { ok: true, value: pages.slice(0, limit) };
    },
  };
}
