import { coordinatorInputSchema } from "@rapport/contracts/coordinator";
import { chooseItem } from "@rapport/domain/campaigns/choose-item";
import { draftCampaign } from "@rapport/domain/campaigns/draft-campaign";
import { findAudience, readAudience } from "@rapport/domain/campaigns/find-audience";
import { rewriteCampaign } from "@rapport/domain/campaigns/rewrite-campaign";
import { getItem } from "@rapport/domain/catalog/get-item";
import { getContent } from "@rapport/domain/content/content";
import type { GraphDeps } from "../agent-graph.ts";
import type { Plan } from "./state.ts";

/** Whom it is for: the segment that was named, else the people nearest to a conversion. */
export async function findPeople({ ctx }: GraphDeps, { audienceSegmentId: id, conversionEvent }: Plan) {
  return { audience: id === undefined ? await findAudience(ctx, { conversionEvent }) : await readAudience(ctx, id) };
}

/** What it advertises: the items that were named, else what the audience turns to. */
export async function chooseSubject({ ctx }: GraphDeps, { audience, itemIds: [first, ...others] }: Plan) {
  const item = first === undefined ? await chooseItem(ctx, audience.segmentId) : await getItem(ctx, { id: first });
  return { itemIds: [item.id, ...others], item: { name: item.name, url: item.url } };
}

/** Drafts the campaign from what was written, or gives it the texts that were written anew; done again, it is the same one. */
export async function draftPlan({ ctx, runId }: GraphDeps, { audience, item, contentIds, wishes, ...wish }: Plan) {
  const pieces = await Promise.all(contentIds.map((id) => getContent(ctx, id)));
  if (wishes.length > 0) return { campaignId: (await rewriteCampaign(ctx, { id: wish.campaignId, pieces })).id };
  const own = coordinatorInputSchema.parse(pick(wish));
  const { id } = await draftCampaign(ctx, { key: runId, wish: own, audience, item, pieces });
  return { campaignId: id };
}

/** The input's own fields of the state. */
function pick(from: object): object {
  const names = Object.keys(coordinatorInputSchema.shape);
  return Object.fromEntries(
    Object.entries(from).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}
