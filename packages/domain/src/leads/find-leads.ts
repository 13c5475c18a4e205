import type { Lead, LeadGeneration, LeadStage } from "@rapport/contracts/leads";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import type { Context } from "../context.ts";
import { requireSegment } from "../segments/get-segment.ts";
import { listLeads } from "./list-leads.ts";
import { scoreLeads } from "./score-leads.ts";

/** Stages of leads that somebody still works on. */
const OPEN: readonly LeadStage[] = ["new", "contacted", "qualified"];
const PAGE = 200;

/** Brings scores up to the events and answers the best leads that nobody has won, lost or dismissed. */
export async function findLeads(
  ctx: Context,
  { segmentId, limit, minScore }: Omit<LeadGeneration, "name">,
): Promise<Lead[]> {
  if (segmentId !== undefined) await requireSegment(ctx, segmentId);
  await beginLeads(ctx.store.db, ctx.projectId);
  await scoreLeads(ctx, { everybody: false });
  const found: Lead[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLeads(ctx, { segment: segmentId, minScore, limit: PAGE, cursor });
    found.push(...page.data.filter(({ stage }) => OPEN.includes(stage)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < limit);
  return found.slice(0, limit);
}
