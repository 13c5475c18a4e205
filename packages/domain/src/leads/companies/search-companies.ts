import type { FoundCompany, SearchCompanies, SearchCompaniesAnswer } from "@rapport/contracts/lead-companies";
import { countPeopleOf, listOwnCompanies } from "@rapport/store/queries/company-facts";
import type { Context } from "../../context.ts";
import { toError } from "../crm/require-crm.ts";
import { MAILBOX_PROVIDERS, pageDomain } from "./company-domain.ts";

const TEXT_LENGTH = 300;
/** Shorter words would match everything. */
const WORD_LENGTH = 3;

/**
 * Companies that words are about: by the configured search of the public web, one for each site, else among those that the
 * project's own people belong to. Answers sites and never people: nobody is found who has not turned to the project.
 * @throws RapportError `unavailable` or `conflict` where the service does not answer or refuses
 */
export async function searchCompanies(ctx: Context, { query, limit }: SearchCompanies): Promise<SearchCompaniesAnswer> {
  const { search } = ctx.companies;
  if (!search) return { source: "own-data", data: await searchOwn(ctx, query, limit) };
  const answer = await search.search(query, limit);
  if (!answer.ok) throw toError(answer.failure);
  const sites = new Map<string, FoundCompany>();
  for (const { title, url, snippet } of answer.value) {
    const domain = pageDomain(url);
    if (domain === undefined || sites.has(domain)) continue;
    sites.set(domain, { domain, name: plain(title) || domain, url, snippet: plain(snippet), people: 0 });
  }
  const people = await countPeopleOf(ctx.store.db, ctx.projectId, [...sites.keys()]);
  const data = [...sites.values()].map((site) => ({ ...site, people: people.get(site.domain) ?? 0 }));
  return { source: search.name, data };
}

async function searchOwn({ store, projectId }: Context, query: string, limit: number): Promise<FoundCompany[]> {
  const words = query.toLowerCase().match(/[\p{L}\p{N}.-]+/gu) ?? [];
  const wanted = words.filter((word) => word.length >= WORD_LENGTH);
  if (wanted.length === 0) return [];
  const found = await listOwnCompanies(store.db, { projectId, except: MAILBOX_PROVIDERS, words: wanted, limit });
  return found.map(({ domain, people, facts }) => {
    const { company, website, industry, country } = facts;
    const snippet = [industry, country].filter((text) => text !== undefined).join(", ");
    return { domain, name: company ?? domain, url: website ?? null, snippet, people };
  });
}

/** A text from outside as one line, without what steers a screen. */
function plain(text: string): string {
  return text
    .replaceAll(/<[^>]*>|[\p{Cc}\p{Cf}]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, TEXT_LENGTH)
    .toWellFormed();
}
