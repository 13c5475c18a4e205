import { createApollo } from "@rapport/adapters/companies/apollo";
import { createBraveSearch } from "@rapport/adapters/companies/brave";
import { createPeopleDataLabs } from "@rapport/adapters/companies/people-data-labs";
import { createTavilySearch } from "@rapport/adapters/companies/tavily";
import type { Outgoing } from "@rapport/domain/outgoing/outgoing";
import type { CompanySources } from "@rapport/ports/companies";
import { z } from "zod";

const SEARCHES = { brave: createBraveSearch, tavily: createTavilySearch };
const ENRICHERS = { "people-data-labs": createPeopleDataLabs, apollo: createApollo };

/** `service:key` of one of these services. */
function keyOf<Name extends string>(names: readonly Name[]) {
  return z.string().transform((text, context) => {
    const at = text.indexOf(":");
    const name = names.find((each) => each === text.slice(0, at));
    const apiKey = text.slice(at + 1).trim();
    if (name !== undefined && /^\S{8,255}$/.test(apiKey)) return { name, apiKey };
    context.addIssue({ code: "custom", message: `must be ${names.map((each) => `${each}:KEY`).join(" or ")}` });
    return z.NEVER;
  });
}

/** Settings of finding and knowing companies for the generation of leads. */
export const companiesVariables = {
  /** A search of the public web, `brave:KEY` or `tavily:KEY`; it sees the words that are looked for. */
  RAPPORT_LEAD_SEARCH: keyOf(["brave", "tavily"]).optional(),
  /** A service that knows companies, `people-data-labs:KEY` or `apollo:KEY`; it sees the domains of leads' companies. */
  RAPPORT_LEAD_ENRICHMENT: keyOf(["people-data-labs", "apollo"]).optional(),
};

type Variables = z.output<z.ZodObject<typeof companiesVariables>>;
export type CompaniesSetting = {
  search: Variables["RAPPORT_LEAD_SEARCH"];
  enricher: Variables["RAPPORT_LEAD_ENRICHMENT"];
};

export function toCompaniesSetting(env: Variables): CompaniesSetting {
  return { search: env.RAPPORT_LEAD_SEARCH, enricher: env.RAPPORT_LEAD_ENRICHMENT };
}

/** Opens what the settings name; nothing leaves the house unless they do. */
export function openCompanySources(setting: CompaniesSetting | undefined, send: Outgoing["fetch"]): CompanySources {
  const common = { send, now: Date.now };
  const { search, enricher } = setting ?? { search: undefined, enricher: undefined };
  return {
    search: search && SEARCHES[search.name]({ ...common, apiKey: search.apiKey }),
    enricher: enricher && ENRICHERS[enricher.name]({ ...common, apiKey: enricher.apiKey }),
  };
}
