import type { CompanyFacts, EnrichLeads, EnrichLeadsAnswer } from "@rapport/contracts/lead-companies";
import { companyFactsSchema } from "@rapport/contracts/lead-companies";
import type { Lead } from "@rapport/contracts/leads";
import type { Context } from "../../context.ts";
import type { ReplayLane } from "../../events/replay-dead-letters.ts";
import { leadConsent } from "../criteria.ts";
import { keepImported } from "../files/keep-imported.ts";
import type { MatchedRow } from "../files/match-rows.ts";
import { readLeads } from "../list-leads.ts";
import { companyDomain } from "./company-domain.ts";
import type { KnownCompanies } from "./know-companies.ts";
import { knowCompanies } from "./know-companies.ts";

const TRAITS = companyFactsSchema.keyof().options;

type Filled = { lead: Lead; domain: string; traits: Record<string, string | number>; evidence: string };

/**
 * Fills what leads' traits lack of their company; what stands there is never replaced. What is filled becomes messages on the
 * event log, with who says so in the answer. A dry run answers the same and writes nothing, but keeps what a service told.
 */
export async function enrichLeads(ctx: Context, lane: ReplayLane, input: EnrichLeads): Promise<EnrichLeadsAnswer> {
  const leads = await readLeads(ctx, [...new Set(input.leadIds)]);
  const withDomain = leads.flatMap((lead) => {
    const domain = companyDomain(lead.traits.email);
    return domain === undefined ? [] : [{ lead, domain }];
  });
  const companies = await knowCompanies(ctx, [...new Set(withDomain.map(({ domain }) => domain))]);
  const { filled, unchanged, unknown } = sortOut(withDomain, companies);
  if (!input.dryRun) await keep(ctx, lane, filled);
  return {
    ...{ source: companies.source, dryRun: input.dryRun, leads: leads.length, stopped: companies.stopped },
    ...{ changed: filled.length, unchanged, unknown, withoutCompany: leads.length - withDomain.length },
    differences: filled.map(({ lead, domain, traits, evidence }) => ({
      leadId: lead.id,
      domain,
      changes: Object.entries(traits).map(([trait, to]) => ({ trait, to: String(to), evidence })),
    })),
  };
}

function sortOut(leads: readonly { lead: Lead; domain: string }[], { known, stopped }: KnownCompanies) {
  const sorted = { filled: [] as Filled[], unchanged: 0, unknown: 0 }; // as: gives the empty list its type
  for (const { lead, domain } of leads) {
    const company = known.get(domain);
    if (company) {
      const traits = lackOf(lead, company.facts);
      if (Object.keys(traits).length === 0) sorted.unchanged += 1;
      else sorted.filled.push({ lead, domain, traits, evidence: company.evidence });
    } else if (stopped === null) sorted.unknown += 1;
  }
  return sorted;
}

function lackOf({ traits }: Lead, facts: CompanyFacts): Record<string, string | number> {
  const lacking = TRAITS.flatMap((trait) => {
    const fact = facts[trait];
    const present = traits[trait];
    const isEmpty = present === undefined || present === null || present === "";
    return fact === undefined || !isEmpty ? [] : [[trait, fact] as const];
  });
  return Object.fromEntries(lacking);
}

async function keep(ctx: Context, lane: ReplayLane, filled: readonly Filled[]): Promise<void> {
  const rows = filled.flatMap(({ lead, traits }, place): MatchedRow[] => {
    if (lead.userId === null) return [];
    const said = { row: place + 1, userId: lead.userId, effect: "changed" as const, changes: [], traits };
    return [{ ...said, decision: undefined, consents: true }];
  });
  const category = await leadConsent(ctx.store.db, ctx.projectId);
  await keepImported(ctx, lane, { rows, category, source: "enrichment" });
}
