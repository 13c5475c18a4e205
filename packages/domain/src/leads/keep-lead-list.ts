import type { LeadAudience } from "@rapport/contracts/lead-generation";
import { listSegmentRows } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { canonicalText } from "../segments/canonical-text.ts";
import { changeList } from "../segments/change-list.ts";
import { createSegment } from "../segments/put-segment.ts";
import { readLeads } from "./list-leads.ts";

/**
 * Puts leads on a list and makes the segment of whoever is on it. Doing it again adds nobody and makes no second segment. Who has
 * withdrawn consent meanwhile is left out.
 */
export async function keepLeadList(
  ctx: Context,
  { list, name, leadIds }: { list: string; name: string; leadIds: readonly string[] },
): Promise<LeadAudience> {
  const leads = await readLeads(ctx, leadIds);
  await changeList(ctx, { list, add: leads.map(({ profileId }) => profileId), remove: [] });
  const rule = { type: "list", name: list } as const;
  const rows = await listSegmentRows(ctx.store.db, ctx.projectId);
  const known = rows.find((row) => canonicalText(row.rule) === canonicalText(rule));
  const segment = known ?? (await createSegment(ctx, { name, description: "Leads, as they were approved", rule }));
  return { list, segmentId: segment.id, name: segment.name, people: leads.length };
}
