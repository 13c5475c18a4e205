import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import { optimizationSchema } from "@rapport/contracts/campaigns";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { readResults } from "@rapport/domain/campaigns/read-results";
import { reportCampaign } from "@rapport/domain/campaigns/report-campaign";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { applyCreatives } from "./apply-creatives.ts";
import { applyMoves } from "./apply-moves.ts";
import { askForMoves } from "./ask-for-moves.ts";
import { approveCreatives, channelsToRenew, writeCreatives } from "./renew-creatives.ts";

const inputSchema = z.strictObject({
  campaignId: z.string().min(1).max(64),
  /** Ads of channels that underperform get new versions, once a person has approved them. */
  renewAds: z.boolean().default(false),
  /** What they are about; the campaign's own item. */
  itemIds: z.array(z.string().min(1).max(255)).max(5).default([]),
  /** Channels whose ads were asked for before. */
  renewed: z.array(z.string().max(100)).max(10).default([]),
});
const state = new StateSchema({
  ...inputSchema.shape,
  report: campaignReportSchema.optional(),
  proposed: optimizationSchema.optional(),
  mayMove: z.boolean().default(false),
  /** Daily budgets by ad set, where a person has set others than the proposed ones. */
  chosen: z.record(z.string(), z.number().int()).optional(),
  applied: z.boolean().default(false),
  contentIds: z.array(z.string()).default(() => []),
  /** Texts of ads that a person has approved. */
  ads: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  renewedAds: z.number().int().default(0),
  renewalProblems: z.array(z.string()).default(() => []),
});
/** New versions are written where they were asked for, there is something to write of, and a channel underperforms. */
const wantsNewAds = ({
  renewAds,
  itemIds,
  ...found
}: Parameters<typeof channelsToRenew>[0] & { renewAds: boolean; itemIds: string[] }) =>
  renewAds && itemIds.length > 0 && channelsToRenew(found).length > 0;

/**
 * Reads what a campaign brought → reports it in words with the figures' sources → proposes to move money → moves it once that is approved →
 * has new versions of ads written that underperform → shows them once they are approved.
 */
export const analytics: AgentGraph<z.infer<typeof inputSchema>> = {
  name: "analytics",
  title:
    "Reports what a campaign brought, moves money between its channels and renews ads that underperform, once that is approved",
  input: inputSchema,
  durability: "sync",
  build(deps) {
    const { ctx } = deps;
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
      .addNode("write-creatives", (found) => writeCreatives(deps, found))
      .addNode("approve-creatives", (found) => approveCreatives(deps, found))
      .addNode("apply-creatives", (found) => applyCreatives(deps, found))
      .addEdge(START, "read")
      .addEdge("read", "write-report")
      .addConditionalEdges(
        "write-report",
        ({ proposed, ...found }) =>
          proposed?.note === null ? "approve" : wantsNewAds(found) ? "write-creatives" : END,
        ["approve", "write-creatives", END],
      )
      .addEdge("approve", "apply")
      .addConditionalEdges("apply", (found) => (wantsNewAds(found) ? "write-creatives" : END), ["write-creatives", END])
      .addEdge("write-creatives", "approve-creatives")
      .addEdge("approve-creatives", "apply-creatives")
      .addEdge("apply-creatives", END);
  },
};
