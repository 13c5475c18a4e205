import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import { optimizationSchema } from "@rapport/contracts/campaigns";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { readResults } from "@rapport/domain/campaigns/read-results";
import { reportCampaign } from "@rapport/domain/campaigns/report-campaign";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { applyMoves } from "./apply-moves.ts";
import { askForMoves } from "./ask-for-moves.ts";

const inputSchema = z.strictObject({ campaignId: z.string().min(1).max(64) });
const state = new StateSchema({
  ...inputSchema.shape,
  report: campaignReportSchema.optional(),
  proposed: optimizationSchema.optional(),
  mayMove: z.boolean().default(false),
  /** Daily budgets by ad set, where a person has set others than the proposed ones. */
  chosen: z.record(z.string(), z.number().int()).optional(),
  applied: z.boolean().default(false),
});

/** Reads what a campaign brought → reports it in words with the figures' sources → proposes to move money → moves it once that is approved. */
export const analytics: AgentGraph<z.infer<typeof inputSchema>> = {
  name: "analytics",
  title: "Reports what a campaign brought, and moves money between its channels once that is approved",
  input: inputSchema,
  durability: "sync",
  build({ ctx }) {
    return new StateGraph(state)
      .addNode("read", async ({ campaignId }) => {
        await readResults(ctx, { id: campaignId });
        return {};
      })
      .addNode("write-report", async ({ campaignId }) => {
        const proposed = await optimizeCampaign(ctx, { id: campaignId, dryRun: true });
        return { proposed, report: await reportCampaign(ctx, { id: campaignId, proposed }) };
      })
      .addNode("approve", async ({ campaignId, proposed }) => {
        const campaign = await getCampaign(ctx, { id: campaignId });
        // The campaign's own policy, which a person set with its budget and which holds for moves within it alone.
        if (campaign.mayMoveBudget) return { mayMove: true };
        return askForMoves(campaign, proposed?.moves ?? []);
      })
      .addNode("apply", async ({ campaignId, mayMove, proposed, chosen }) => ({
        applied: mayMove && (await applyMoves(ctx, campaignId, { proposed, chosen })),
      }))
      .addEdge(START, "read")
      .addEdge("read", "write-report")
      .addConditionalEdges("write-report", ({ proposed }) => (proposed?.note === null ? "approve" : END), [
        "approve",
        END,
      ])
      .addEdge("approve", "apply")
      .addEdge("apply", END);
  },
};
