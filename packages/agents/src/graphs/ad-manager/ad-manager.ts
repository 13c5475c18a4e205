import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import { findStandingApproval } from "@rapport/domain/campaigns/find-standing-approval";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { applyDeployment } from "./apply-deployment.ts";
import { askForCampaign } from "./ask-for-campaign.ts";

const inputSchema = z.strictObject({
  campaignId: z.string().min(1).max(64),
  /** Run in which the campaign was approved as it is; where the store has no such approval, a person is asked. */
  approvedIn: z.string().max(64).optional(),
  /** That run may go by the budget's policy. */
  byPolicy: z.boolean().default(false),
});
const state = new StateSchema({
  ...inputSchema.shape,
  decision: z.enum(["approved", "rejected", "answered"]).optional(),
  reason: z.string().default(""),
  campaignState: z.enum(CAMPAIGN_STATES).optional(),
});

/** A draft → checked by every platform and frozen → approved by a person → deployed by the outbox, read back. */
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
      .addNode("approve", async ({ campaignId, approvedIn, byPolicy }) => {
        const campaign = await getCampaign(ctx, { id: campaignId });
        const standing = approvedIn && (await findStandingApproval(ctx, campaign, { approvedIn, byPolicy }));
        if (standing) return { decision: "approved" as const, reason: standing };
        const decided = askForCampaign(campaign);
        if (decided.action === "approve") return { decision: "approved" as const, reason: `Approved in ${runId}` };
        if (decided.action === "reject") return { decision: "rejected" as const, reason: decided.reason ?? "Rejected" };
        const reason =
          decided.action === "respond" ? decided.message : "It is frozen: send it back, edit the draft and propose it";
        return { decision: "answered" as const, reason };
      })
      .addNode("apply", async ({ campaignId, decision, reason }) => {
        return {
          campaignState: await applyDeployment(ctx, { campaignId, isApproved: decision === "approved", reason }),
        };
      })
      .addEdge(START, "validate")
      .addEdge("validate", "approve")
      .addEdge("approve", "apply")
      .addEdge("apply", END);
  },
};
