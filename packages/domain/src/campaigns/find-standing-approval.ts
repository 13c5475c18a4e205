import { isDeepStrictEqual } from "node:util";
import type { Campaign } from "@rapport/contracts/campaigns";
import { listRunApprovals } from "@rapport/store/queries/approvals";
import { findBudget } from "@rapport/store/queries/budgets";
import type { Context } from "../context.ts";
import { toProposal } from "./campaign-proposal.ts";
import { checkAds } from "./check-ads.ts";

/**
 * The approval that an earlier step has for a campaign exactly as it stands, read from the store and not from whoever asks: of a person, in
 * the run that planned it; or the budget's policy for what agents planned. Answers who said yes; undefined where nobody did.
 */
export async function findStandingApproval(
  ctx: Context,
  campaign: Campaign,
  { approvedIn, byPolicy }: { approvedIn: string; byPolicy: boolean },
): Promise<string | undefined> {
  const { store, projectId } = ctx;
  const proposal = toProposal(campaign);
  const rows = await listRunApprovals(store.db, { projectId, runId: approvedIn });
  const standing = rows.find(({ kind, state, decision, proposal: asked }) => {
    if (kind !== "campaign") return false;
    if (state === "approved") return isDeepStrictEqual(asked, proposal);
    return state === "edited" && decision?.action === "edit" && isDeepStrictEqual(decision.value, proposal);
  });
  if (standing) return `Approved by ${standing.decidedBy} (${standing.id})`;
  if (!byPolicy || campaign.createdBy !== approvedIn) return undefined;
  const limit = (await findBudget(store.db, projectId))?.autoApproveCents ?? null;
  if (limit === null || campaign.budgetCents > limit) return undefined;
  // What somebody should look at, no policy approves.
  if ((await checkAds(ctx, campaign.adSets)).length > 0) return undefined;
  return `Approved by the budget's policy for campaigns of agents up to ${(limit / 100).toFixed(2)} ${campaign.currency}`;
}
