import type { CompanyEnricher } from "@rapport/ports/companies";
import { z } from "zod";
import { askJson } from "../http/ask-json.ts";
import type { SourceOptions } from "./source-options.ts";
import { toFacts } from "./to-facts.ts";

const answerSchema = z.object({
  status: z.literal(200),
  name: z.string().nullish(),
  display_name: z.string().nullish(),
  employee_count: z.number().nullish(),
  industry: z.string().nullish(),
  website: z.string().nullish(),
  location: z.object({ country: z.string().nullish() }).nullish(),
});

/** Least likelihood, of 1 to 10, that the company is the one that was asked for. */
const LIKELIHOOD = 6;

/** People Data Labs' company enrichment: `GET /v5/company/enrich`. Only the domain is told. Contract-tested only. */
export function createPeopleDataLabs(options: SourceOptions): CompanyEnricher {
  const { apiKey, send, now, baseUrl = "https://api.peopledatalabs.com" } = options;
  return {
    name: "people-data-labs",
    async enrich(domain) {
      const asked = new URLSearchParams({ website: domain, min_likelihood: String(LIKELIHOOD) });
      const url = `${baseUrl}/v5/company/enrich?${asked}`;
      const service = "People Data Labs";
      const answer = await askJson(send, { service, url, headers: { "x-api-key": apiKey }, schema: answerSchema, now });
      if (!answer.ok || answer.value === undefined) return answer.ok ? { ok: true, value: undefined } : answer;
      const { name, display_name: shown, employee_count: employees, industry, website, location } = answer.value;
      return {
        ok: true,
        value: toFacts({ company: shown ?? name, employees, industry, website, country: location?.country }),
      };
    },
  };
}
