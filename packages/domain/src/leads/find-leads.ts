import type { LeadGeneration } from "@rapport/contracts/lead-generation";
import type { Lead, LeadStage } from "@rapport/contracts/leads";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import type { Context } from "../context.ts";
import { requireSegment } from "../segments/get-segment.ts";
import { companyDomain } from "./companies/company-domain.ts";
import { listLeads } from "./list-leads.ts";
import { scoreLeads } from "./score-leads.ts";

/** Stages of leads that somebody still works on. */
const OPEN: readonly LeadStage[] = ["new", "contacted", "qualified"];
const PAGE = 200;

export type FindLeads = Pick<LeadGeneration, "segmentId" | "limit" | "minScore"> & {
  /** Domains of companies that people must have an address of; absent: everybody. */
  domains?: readonly string[] | undefined;
};

/** Brings scores up to the events and answers the best leads that nobody has won, lost or dismissed. */
export async function findLeads(ctx: Context, { segmentId, limit, minScore, domains }: FindLeads): Promise<Lead[]> {
  if (segmentId !== undefined) await requireSegment(ctx, segmentId);
  await beginLeads(ctx.store.db, ctx.projectId);
  await scoreLeads(ctx, { everybody: false });
  const found: Lead[] = [];
  const wanted = domains && new Set(domains);
  const isOf = (email: unknown) => wanted === undefined || wanted.has(companyDomain(email) ?? "");
  let cursor: string | undefined;
  do {
    const page = await listLeads(ctx, { segment: segmentId, minScore, limit: PAGE, cursor });
    found.push(...page.data.filter(({ stage, traits }) => OPEN.includes(stage) && isOf(traits.email)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < limit);
  return found.slice(0, limit);
}
