import type { LeadSources } from "@rapport/contracts/lead-companies";
import { listConnections } from "../connections/list-connections.ts";
import type { Context } from "../context.ts";

/** Where leads and what is known of them can come from, and go to. */
export async function readLeadSources(ctx: Context): Promise<LeadSources> {
  const { data, available } = await listConnections(ctx);
  const crms = (["hubspot", "salesforce"] as const).map((crm) => {
    const state = data.find(({ provider }) => provider === crm)?.state ?? ("none" as const);
    return { crm, state, available: available.includes(crm) };
  });
  const { search, enricher } = ctx.companies;
  return { crms, search: search?.name ?? "own-data", enrichment: enricher?.name ?? "own-data" };
}
