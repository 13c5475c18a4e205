import type { CompanyEnricherName, CompanySearchName } from "@rapport/contracts/lead-companies";

/** What the services are called; the project's own data needs no name. */
export const SOURCE_LABELS: Readonly<Record<Exclude<CompanySearchName | CompanyEnricherName, "own-data">, string>> = {
  brave: "Brave Search",
  tavily: "Tavily",
  "people-data-labs": "People Data Labs",
  apollo: "Apollo",
};
