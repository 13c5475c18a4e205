import { campaignReportSchema } from "@rapport/contracts/campaign-report";
import { CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import { textChannelOf } from "@rapport/domain/campaigns/creatives-of";
import { CONTENT_GRAPH } from "@rapport/domain/content/generate-content";
import { z } from "zod";
import { awaitPart } from "../../runtime/await-part.ts";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

/** Has the texts of all channels written, from the catalog; anew with each wish. */
export function writeTexts(deps: GraphDeps, { channels, itemIds, wishes }: Plan): Promise<{ contentIds: string[] }> {
  return awaitPart(deps, {
    graph: CONTENT_GRAPH,
    name: wishes.length === 0 ? "texts" : `texts ${wishes.length + 1}`,
    input: {
      channels: [...new Set(channels.map(textChannelOf))],
      itemIds,
      variants: 3,
      ...(wishes.length > 0 && { wishes }),
    },
    result: z.object({ contentIds: z.array(z.string()) }),
  });
}

/** Has what was approved deployed. */
export async function deploy(deps: GraphDeps, { campaignId, approval }: Plan) {
  return awaitPart(deps, {
    graph: "ad-manager",
    name: "ads",
    input: { campaignId, approvedIn: deps.runId, byPolicy: approval === "policy" },
    result: z.object({ campaignState: z.enum(CAMPAIGN_STATES) }),
  });
}

/** Has what it brought read and reported, and its money moved. */
export async function lookAtResults(deps: GraphDeps, { campaignId, round, renewAds, itemIds, renewed, isOver }: Plan) {
  // What is written when it is over, nobody would see.
  const renewing = renewAds && !isOver && { renewAds, itemIds, renewed };
  return awaitPart(deps, {
    graph: "analytics",
    name: `results ${round}`,
    input: { campaignId, ...renewing },
    result: z.object({ report: campaignReportSchema.optional(), renewed: z.array(z.string()).default([]) }),
  });
}
