import type { CompanySearch } from "@rapport/ports/companies";
import { z } from "zod";
import { askJson } from "../http/ask-json.ts";
import type { SourceOptions } from "./source-options.ts";

const answerSchema = z.object({
  results: z.array(z.object({ title: z.string(), url: z.string(), content: z.string().default("") })),
});

/** Tavily's search: `POST /search`, at most 20 results. Contract-tested only. */
export function createTavilySearch(options: SourceOptions): CompanySearch {
  const { apiKey, send, now, baseUrl = "https://api.tavily.com" } = options;
  return {
    name: "tavily",
    async search(query, limit) {
      const body = {
        query,
        max_results: limit,
        search_depth: "basic",
        include_answer: false,
        include_raw_content: false,
      };
      const headers = { authorization: `Bearer ${apiKey}` };
      const url = `${baseUrl}/search`;
      const answer = await askJson(send, { service: "Tavily", url, headers, body, schema: answerSchema, now });
      if (!answer.ok) return answer;
      const pages = (answer.value?.results ?? []).map(({ title, url: page, content }) => {
        return { title, url: page, snippet: content };
      });
      return { ok: true, value: pages.slice(0, limit) };
    },
  };
}
