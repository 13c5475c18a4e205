import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { z } from "zod";
import { askApproval } from "../../runtime/ask-approval.ts";
import type { AgentGraph } from "../agent-graph.ts";
import { applyDeployment } from "./apply-deployment.ts";

const inputSchema = z.strictObject({ campaignId: z.string().min(1).max(64) });
const state = new StateSchema({
  ...inputSchema.shape,
  decision: z.enum(["approved", "rejected", "answered"]).optional(),
  reason: z.string().default(""),
  campaignState: z.enum(CAMPAIGN_STATES).optional(),
});

/** What is approved: the campaign as it is frozen. It cannot be edited here; who wants it otherwise sends it back. */
const approvedSchema = z.strictObject({ campaignId: z.string(), budgetCents: z.number().int(), currency: z.string() });

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
      .addNode("approve", async ({ campaignId }) => {
        const { name, budgetCents, currency, startsOn, endsOn, adSets } = await getCampaign(ctx, { id: campaignId });
        const money = `${(budgetCents / 100).toFixed(2)} ${currency}`;
        const places = adSets.map(({ platform, placement }) => `${platform} ${placement}`).join(", ");
        const decided = askApproval({
          kind: "campaign",
          title: `Deploy “${name}”`,
          summary: `Spends up to ${money} from ${startsOn} to ${endsOn} on ${places}. Everything is created paused and then started.`,
          schema: approvedSchema,
          proposal: { campaignId, budgetCents, currency },
        });
        const isSame =
          decided.action !== "edit" ||
          (decided.value.campaignId === campaignId && decided.value.budgetCents === budgetCents);
        if ((decided.action === "approve" || decided.action === "edit") && isSame)
          return { decision: "approved" as const };
        if (decided.action === "reject") return { decision: "rejected" as const, reason: decided.reason ?? "Rejected" };
        const reason =
          decided.action === "respond" ? decided.message : "It cannot be changed here: send it back and edit the draft";
        return { decision: "answered" as const, reason };
      })
      .addNode("apply", async ({ campaignId, decision, reason }) => {
        return {
          campaignState: await applyDeployment(ctx, { campaignId, runId, isApproved: decision === "approved", reason }),
        };
      })
      .addEdge(START, "validate")
      .addEdge("validate", "approve")
      .addEdge("approve", "apply")
      .addEdge("apply", END);
  },
};
