import type { Campaign } from "@rapport/contracts/campaigns";
import { applyProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { checkAds } from "@rapport/domain/campaigns/check-ads";
import { findStandingApproval } from "@rapport/domain/campaigns/find-standing-approval";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { decideContent, getContent } from "@rapport/domain/content/content";
import { askForCampaign } from "../ad-manager/ask-for-campaign.ts";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

/** Findings that a question names. */
const MOST_FINDINGS = 5;

/** Asks a person for the whole plan, unless the budget's policy covers it and whoever started the run allowed that. */
export async function approvePlan(deps: GraphDeps, { campaignId, approval, audience }: Plan) {
  const { ctx, runId } = deps;
  const campaign = await getCampaign(ctx, { id: campaignId });
  const byPolicy = approval === "policy";
  const standing = byPolicy && (await findStandingApproval(ctx, campaign, { approvedIn: runId, byPolicy }));
  if (standing) return { decision: "approved" as const, reason: standing };
  const looks = await describeFindings(deps, campaign);
  const decided = askForCampaign(campaign, { found: `${looks}For ${audience.people} people (${audience.name}). ` });
  switch (decided.action) {
    case "approve":
    case "edit":
      return { decision: "approved" as const, approved: decided.value, isEdited: decided.action === "edit" };
    case "reject":
      return { decision: "rejected" as const, reason: decided.reason ?? "Rejected" };
    case "respond":
      return { decision: "answered" as const, reason: decided.message };
  }
}

/** Brings the draft to what was approved; texts that were approved as they were written are approved as content, too. */
export async function takeOver({ ctx }: GraphDeps, { approved, isEdited, contentIds }: Plan) {
  if (approved) await applyProposal(ctx, approved);
  for (const id of isEdited ? [] : contentIds) {
    const { variants } = await getContent(ctx, id);
    if (variants.every(({ problems }) => problems.length === 0)) await decideContent(ctx, id, "approved");
  }
  return {};
}

/** What of the texts a person should look at before saying yes. */
async function describeFindings({ ctx }: GraphDeps, { adSets }: Campaign): Promise<string> {
  const found = await checkAds(ctx, adSets);
  const lines = found.slice(0, MOST_FINDINGS).map(({ channel, creative, messages }) => {
    const { platform = "", placement = "", creatives = [] } = adSets[channel] ?? {};
    return `${platform} ${placement} ${creatives[creative]?.variant ?? ""}: ${messages[0] ?? ""}`;
  });
  return lines.length === 0 ? "" : `To look at: ${lines.join(" ")} `;
}
