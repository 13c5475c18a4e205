import type { CompanyEnricherName, CompanyFacts } from "@rapport/contracts/lead-companies";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { companyFacts } from "../schema/company-facts.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type CompanyFactsRow = typeof companyFacts.$inferSelect;

/** What a service told of companies, whenever that was. */
export async function readCompanyFacts(
  db: Database,
  params: { projectId: string; source: CompanyEnricherName; domains: readonly string[] },
): Promise<CompanyFactsRow[]> {
  const { projectId, source, domains } = params;
  if (domains.length === 0) return [];
  const isTheirs = and(eq(companyFacts.projectId, projectId), eq(companyFacts.source, source));
  return db
    .select()
    .from(companyFacts)
    .where(and(isTheirs, inArray(companyFacts.domain, [...domains])));
}

export async function putCompanyFacts(db: Database, row: CompanyFactsRow): Promise<void> {
  const { projectId, domain, source } = companyFacts;
  await db
    .insert(companyFacts)
    .values(row)
    .onConflictDoUpdate({ target: [projectId, domain, source], set: { facts: row.facts, fetchedAt: row.fetchedAt } });
}

/** A company as the project's own people tell it: how many there are, and what most of them say. */
export type OwnCompany = { domain: string; people: number; facts: CompanyFacts };

type OwnCompaniesParams = {
  projectId: string;
  /** Domains of mailbox providers, whose people share no company. */
  except: readonly string[];
} & ({ domains: readonly string[] } | { words: readonly string[]; limit: number });

/** Companies by the addresses of people: those of these domains, or those that say any of these words, most people first. */
export async function listOwnCompanies(db: Database, params: OwnCompaniesParams): Promise<OwnCompany[]> {
  const wanted =
    "domains" in params
      ? sql`d.domain in (select json_array_elements_text(${jsonRows(params.domains)}))`
      : sql`exists (select from json_array_elements_text(${jsonRows(params.words)}) w
          where d.domain like '%' || w || '%' or d.about like '%' || w || '%')`;
  const limit = "limit" in params ? params.limit : params.domains.length;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with d as (select lower(split_part(p.traits->>'email', '@', 2)) as domain, p.traits,
        lower(concat_ws(' ', p.traits->>'company', p.traits->>'industry', p.traits->>'city', p.traits->>'country')) as about
      from profiles p where p.project_id = ${params.projectId} and p.merged_into is null and p.traits->>'email' like '%@%')
    select domain, count(*) as people, mode() within group (order by traits->>'company') as company,
      mode() within group (order by traits->>'website') as website, mode() within group (order by traits->>'industry') as industry,
      mode() within group (order by traits->>'employees') as employees, mode() within group (order by traits->>'country') as country
    from d where domain <> '' and domain not in (select json_array_elements_text(${jsonRows(params.except)})) and ${wanted}
    group by domain order by count(*) desc, domain limit ${limit}::int`);
  return rows.map((row) => ({ domain: String(row.domain), people: toNumber(row.people), facts: toFacts(row) }));
}

function toFacts({ company, website, industry, employees, country }: Record<string, unknown>): CompanyFacts {
  const texts = Object.entries({ company, website, industry, country }).filter(
    ([, value]) => typeof value === "string",
  );
  const count = typeof employees === "string" && /^\d{1,9}$/.test(employees) ? { employees: Number(employees) } : {};
  return { ...Object.fromEntries(texts), ...count };
}

/** People of the project by the company whose address they have. */
export async function countPeopleOf(
  db: Database,
  projectId: string,
  domains: readonly string[],
): Promise<Map<string, number>> {
  if (domains.length === 0) return new Map();
  const rows = await db.execute<Record<string, unknown>>(sql`
    select lower(split_part(p.traits->>'email', '@', 2)) as domain, count(*) as people from profiles p
    where p.project_id = ${projectId} and p.merged_into is null
      and lower(split_part(p.traits->>'email', '@', 2)) in (select json_array_elements_text(${jsonRows(domains)}))
    group by 1`);
  return new Map(rows.map(({ domain, people }) => [String(domain), toNumber(people)]));
}
