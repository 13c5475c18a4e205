import type { CompanyEnricher } from "@rapport/ports/companies";
import { z } from "zod";
import { askJson } from "../http/ask-json.ts";
import type { SourceOptions } from "./source-options.ts";
import { toFacts } from "./to-facts.ts";

const answerSchema = z.object({
  /** Absent or empty where Apollo knows no such company. */
  organization: z
    .object({
      name: z.string().nullish(),
      website_url: z.string().nullish(),
      industry: z.string().nullish(),
      estimated_num_employees: z.number().nullish(),
      country: z.string().nullish(),
    })
    .nullish(),
});

/** Apollo's organization enrichment: `GET /api/v1/organizations/enrich`. Only the domain is told. Contract-tested only. */
export function createApollo({ apiKey, send, now, baseUrl = "https://api.apollo.io" }: SourceOptions): CompanyEnricher {
  return {
    name: "apollo",
    async enrich(domain) {
      const url = `${baseUrl}/api/v1/organizations/enrich?${new URLSearchParams({ domain })}`;
      const headers = { "x-api-key": apiKey, "cache-control": "no-cache" };
      const answer = await askJson(send, { service: "Apollo", url, headers, schema: answerSchema, now });
      if (!answer.ok) return answer;
      const found = answer.value?.organization;
      if (!found?.name) return { ok: true, value: undefined };
      const { name, website_url: website, industry, estimated_num_employees: employees, country } = found;
      return { ok: true, value: toFacts({ company: name, employees, industry, website, country }) };
    },
  };
}
