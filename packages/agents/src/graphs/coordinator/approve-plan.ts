import { findStandingApproval } from "@rapport/domain/campaigns/find-standing-approval";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { askForCampaign } from "../ad-manager/ask-for-campaign.ts";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

/** Asks a person for the whole plan, unless the budget's policy covers it and whoever started the run allowed that. */
export async function approvePlan({ ctx, runId }: GraphDeps, { campaignId, approval, audience }: Plan) {
  const campaign = await getCampaign(ctx, { id: campaignId });
  const byPolicy = approval === "policy";
  const standing = byPolicy && (await findStandingApproval(ctx, campaign, { approvedIn: runId, byPolicy }));
  if (standing) return { decision: "approved" as const, reason: standing };
  const decided = askForCampaign(campaign, `For ${audience.people} people (${audience.name}). `);
  switch (decided.action) {
    case "approve":
    case "edit":
      return { decision: "approved" as const, approved: decided.value };
    case "reject":
      return { decision: "rejected" as const, reason: decided.reason ?? "Rejected" };
    case "respond":
      return { decision: "answered" as const, reason: decided.message };
  }
}
