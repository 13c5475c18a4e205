import type { CompanyEnricherName, CompanyFacts } from "@rapport/contracts/lead-companies";
import type { CrmStop } from "@rapport/contracts/lead-crm";
import { listOwnCompanies, putCompanyFacts, readCompanyFacts } from "@rapport/store/queries/company-facts";
import type { Context } from "../../context.ts";
import { toStop } from "../crm/require-crm.ts";
import { MAILBOX_PROVIDERS } from "./company-domain.ts";

const DAY_MS = 86_400_000;
/** How long a service's word counts: companies change slowly, and those that are unknown may be known next week. */
const KNOWN_MS = 90 * DAY_MS;
const UNKNOWN_MS = 7 * DAY_MS;
/** Companies that a service is asked for at a time. */
const AT_ONCE = 4;

/** What is known of a company, and who says so. */
export type KnownCompany = { facts: CompanyFacts; evidence: string };
export type KnownCompanies = { source: CompanyEnricherName; known: Map<string, KnownCompany>; stopped: CrmStop | null };

/**
 * Facts of companies by their domains: from the configured service, which is told the domain alone and asked once in months,
 * else from what most of the project's own people of the company say.
 */
export async function knowCompanies(ctx: Context, domains: readonly string[]): Promise<KnownCompanies> {
  const { enricher } = ctx.companies;
  if (!enricher) return { source: "own-data", known: await knowFromOwn(ctx, domains), stopped: null };
  const { store, projectId } = ctx;
  const rows = await readCompanyFacts(store.db, { projectId, source: enricher.name, domains });
  const fresh = rows.filter(({ facts, fetchedAt }) => {
    return ctx.now() - fetchedAt.getTime() < (facts === null ? UNKNOWN_MS : KNOWN_MS);
  });
  const told = new Map(fresh.map(({ domain, facts, fetchedAt }) => [domain, { facts, fetchedAt }]));
  const open = domains.filter((domain) => !told.has(domain));
  let stopped: CrmStop | null = null;
  for (let start = 0; start < open.length && stopped === null; start += AT_ONCE) {
    await Promise.all(
      open.slice(start, start + AT_ONCE).map(async (domain) => {
        const answer = await enricher.enrich(domain);
        if (!answer.ok) {
          stopped = toStop(answer.failure);
          return;
        }
        const row = { facts: answer.value ?? null, fetchedAt: new Date(ctx.now()) };
        await putCompanyFacts(store.db, { projectId, domain, source: enricher.name, ...row });
        told.set(domain, row);
      }),
    );
  }
  const known = [...told].flatMap(([domain, { facts, fetchedAt }]): [string, KnownCompany][] => {
    const evidence = `${enricher.name} on ${fetchedAt.toISOString().slice(0, 10)}`;
    return facts === null ? [] : [[domain, { facts, evidence }]];
  });
  return { source: enricher.name, known: new Map(known), stopped };
}

async function knowFromOwn({ store, projectId }: Context, domains: readonly string[]) {
  const rows = await listOwnCompanies(store.db, { projectId, except: MAILBOX_PROVIDERS, domains });
  return new Map(
    rows.map(({ domain, people, facts }): [string, KnownCompany] => {
      const evidence = `most of the ${people} ${people === 1 ? "person" : "people"} here with its address`;
      return [domain, { facts, evidence }];
    }),
  );
}
