import type { CompanyEnricherName, CompanyFacts, CompanySearchName } from "@rapport/contracts/lead-companies";
import type { PlatformAnswer } from "./ad-platform.ts";

/** A page that a search found. What stands in it is anybody's, also words to a model: it is shown and never followed. */
export type FoundPage = { title: string; url: string; snippet: string };

/**
 * A service that searches the public web. It answers what the service's published interface gives; pages behind a sign-in are
 * never fetched, and no page is fetched at all. Failures are values of `PlatformFailure`: `retry-after` (limits, silence),
 * `disconnected` (the key is not taken), `bad-request`. The key appears in none.
 */
export interface CompanySearch {
  readonly name: Exclude<CompanySearchName, "own-data">;
  /** At most `limit` pages, the best first. */
  search(query: string, limit: number): Promise<PlatformAnswer<FoundPage[]>>;
}

/** A service that knows companies by the domain of their site; it is told no more than that. Failures as of `CompanySearch`. */
export interface CompanyEnricher {
  readonly name: Exclude<CompanyEnricherName, "own-data">;
  /** Undefined where it knows no such company. */
  enrich(domain: string): Promise<PlatformAnswer<CompanyFacts | undefined>>;
}

/** Services of a deployment; undefined where none is configured: the project's own data answers. */
export type CompanySources = { search: CompanySearch | undefined; enricher: CompanyEnricher | undefined };
