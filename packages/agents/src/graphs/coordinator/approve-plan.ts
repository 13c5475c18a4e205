import type { Campaign } from "@rapport/contracts/campaigns";
import { CONTENT_LIMITS } from "@rapport/contracts/content";
import { applyProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { checkAds } from "@rapport/domain/campaigns/check-ads";
import { findStandingApproval } from "@rapport/domain/campaigns/find-standing-approval";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { decideContent, getContent } from "@rapport/domain/content/content";
import { askForCampaign } from "../ad-manager/ask-for-campaign.ts";
import { findProblem } from "../ad-manager/take-changes.ts";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

/** Times that texts are written anew because of what a person says. */
const MOST_WISHES = CONTENT_LIMITS.wishes;
/** Findings that a question names. */
const MOST_FINDINGS = 5;

/** Asks a person for the whole plan, unless the budget's policy covers it and whoever started the run allowed that. */
export async function approvePlan(deps: GraphDeps, plan: Plan) {
  const { campaignId, approval, audience, wishes, problem } = plan;
  const { ctx, runId } = deps;
  const campaign = await getCampaign(ctx, { id: campaignId });
  // Whoever has said something to it is asked again, whatever a policy covers.
  const byPolicy = approval === "policy" && wishes.length === 0 && problem === "";
  const standing = byPolicy && (await findStandingApproval(ctx, campaign, { approvedIn: runId, byPolicy }));
  if (standing) return { decision: "approved" as const, reason: standing };
  const looks = await describeFindings(deps, campaign);
  const decided = askForCampaign(campaign, {
    found: `${looks}For ${audience.people} people (${audience.name}). `,
    problem,
    mayRespond: wishes.length < MOST_WISHES,
  });
  switch (decided.action) {
    case "approve":
    case "edit":
      return {
        decision: "approved" as const,
        approved: decided.value,
        isEdited: decided.action === "edit",
        problem: "",
      };
    case "reject":
      return { decision: "rejected" as const, reason: decided.reason ?? "Rejected" };
    case "respond":
      return {
        decision: "answered" as const,
        reason: decided.message,
        wishes: [...wishes, decided.message],
        problem: "",
      };
  }
}

/** Brings the draft to what was approved, if it can be that; texts that were approved as they were written are approved as content, too. */
export async function takeOver({ ctx }: GraphDeps, { approved, isEdited, contentIds }: Plan) {
  const problem = approved && isEdited ? await findProblem(ctx, approved) : "";
  if (problem !== "") return { problem };
  if (approved) await applyProposal(ctx, approved);
  for (const id of isEdited ? [] : contentIds) {
    const { variants } = await getContent(ctx, id);
    if (variants.every(({ problems }) => problems.length === 0)) await decideContent(ctx, id, "approved");
  }
  return { problem };
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
