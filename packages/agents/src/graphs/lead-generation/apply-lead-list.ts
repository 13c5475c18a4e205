import type { LeadAudience } from "@rapport/contracts/lead-generation";
import type { Context } from "@rapport/domain/context";
import { keepLeadList } from "@rapport/domain/leads/keep-lead-list";

export type ApplyLeadList = {
  runId: string;
  approved: { name: string; leadIds: readonly string[] };
  /** Leads that the run has proposed: nobody else gets onto the list by a change of the proposal. */
  proposed: readonly string[];
};

/** Writes the list that was approved, under the run's id: repeating it makes no second one. */
export async function applyLeadList(ctx: Context, { runId, approved, proposed }: ApplyLeadList): Promise<LeadAudience> {
  const leadIds = approved.leadIds.filter((id) => proposed.includes(id));
  return keepLeadList(ctx, { list: `leads-${runId}`, name: approved.name, leadIds });
}
