import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { optimizationSchema } from "@rapport/contracts/campaigns";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { readResults } from "@rapport/domain/campaigns/read-results";
import { campaignReportSchema, reportCampaign } from "@rapport/domain/campaigns/report-campaign";
import { z } from "zod";
import { askApproval } from "../../runtime/ask-approval.ts";
import type { AgentGraph } from "../agent-graph.ts";
import { applyMoves, movesOf } from "./apply-moves.ts";

const inputSchema = z.strictObject({ campaignId: z.string().min(1).max(64) });
const state = new StateSchema({
  ...inputSchema.shape,
  report: campaignReportSchema.optional(),
  proposed: optimizationSchema.optional(),
  mayMove: z.boolean().default(false),
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
        const decided = askApproval({
          kind: "budget-move",
          title: `Move money of “${campaign.name}”`,
          summary: (proposed?.moves ?? [])
            .map(({ platform, placement, why }) => `${platform} ${placement}: ${why}`)
            .join("\n"),
          schema: movesSchema,
          proposal: { moves: movesOf(proposed) },
        });
        return { mayMove: decided.action === "approve" };
      })
      .addNode("apply", async ({ campaignId, mayMove, proposed }) => ({
        applied: mayMove && (await applyMoves(ctx, campaignId, proposed)),
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

const movesSchema = z.strictObject({
  moves: z.array(z.strictObject({ adSetId: z.string(), fromCents: z.number().int(), toCents: z.number().int() })),
});
