import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import type { CampaignProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { findStandingApproval } from "@rapport/domain/campaigns/find-standing-approval";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { applyDeployment } from "./apply-deployment.ts";
import { askForCampaign } from "./ask-for-campaign.ts";
import { takeChanges } from "./take-changes.ts";

const inputSchema = z.strictObject({
  campaignId: z.string().min(1).max(64),
  /** Run in which the campaign was approved as it is; where the store has no such approval, a person is asked. */
  approvedIn: z.string().max(64).optional(),
  /** That run may go by the budget's policy. */
  byPolicy: z.boolean().default(false),
});
const state = new StateSchema({
  ...inputSchema.shape,
  decision: z.enum(["approved", "rejected"]).optional(),
  reason: z.string().default(""),
  /** What it is to be, where a person has approved it with changes. */
  changed: z.custom<CampaignProposal>().optional(),
  /** Why those changes were not taken: a person is asked again. */
  problem: z.string().default(""),
  campaignState: z.enum(CAMPAIGN_STATES).optional(),
});

/** A draft → checked by every platform and frozen → approved by a person, who may change it → deployed by the outbox, read back. */
export const adManager: AgentGraph<z.infer<typeof inputSchema>> = {
  name: "ad-manager",
  title: "Checks a campaign, waits for its approval, deploys it and reads back what stands on the platforms",
  input: inputSchema,
  durability: "sync",
  build({ ctx, runId }) {
    return new StateGraph(state)
      .addNode("validate", async ({ campaignId }) => {
        const campaign = await getCampaign(ctx, { id: campaignId });
        // Repeated after a crash, it is proposed already.
        const frozen = campaign.state === "draft" ? await proposeCampaign(ctx, { id: campaignId }) : campaign;
        return { campaignState: frozen.state };
      })
      .addNode("approve", async ({ campaignId, approvedIn, byPolicy, problem }) => {
        const campaign = await getCampaign(ctx, { id: campaignId });
        const standing = approvedIn && (await findStandingApproval(ctx, campaign, { approvedIn, byPolicy }));
        if (standing) return { decision: "approved" as const, reason: standing };
        const decided = askForCampaign(campaign, { problem });
        if ("value" in decided) {
          const changed = decided.action === "edit" ? decided.value : undefined;
          const reason = changed ? `Approved in ${runId} with changes` : `Approved in ${runId}`;
          return { decision: "approved" as const, reason, changed };
        }
        // It writes nothing, so it is not answered in words.
        const reason = decided.action === "reject" ? decided.reason : decided.message;
        return { decision: "rejected" as const, reason: reason ?? "Rejected", changed: undefined };
      })
      .addNode("take-changes", async ({ changed }) => ({ problem: changed ? await takeChanges(ctx, changed) : "" }))
      .addNode("apply", async ({ campaignId, decision, reason }) => {
        return {
          campaignState: await applyDeployment(ctx, { campaignId, isApproved: decision === "approved", reason }),
        };
      })
      .addEdge(START, "validate")
      .addEdge("validate", "approve")
      .addConditionalEdges(
        "approve",
        ({ decision, changed }) => (decision === "approved" && changed ? "take-changes" : "apply"),
        ["take-changes", "apply"],
      )
      .addConditionalEdges("take-changes", ({ problem }) => (problem === "" ? "apply" : "approve"), [
        "apply",
        "approve",
      ])
      .addEdge("apply", END);
  },
};
