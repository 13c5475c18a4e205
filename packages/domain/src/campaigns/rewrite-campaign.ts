import type { Campaign } from "@rapport/contracts/campaigns";
import { putCampaignSchema } from "@rapport/contracts/campaigns";
import type { ContentPiece } from "@rapport/contracts/content";
import type { Context } from "../context.ts";
import { putCampaign } from "./create-campaign.ts";
import { creativesOf, textChannelOf } from "./creatives-of.ts";
import { getCampaign } from "./get-campaign.ts";

/**
 * Gives a draft other texts and leaves all else as it is; a channel for which none passed the checks keeps its own.
 * @throws RapportError not_found; conflict when it is no draft any more
 */
export async function rewriteCampaign(
  ctx: Context,
  { id, pieces }: { id: string; pieces: readonly ContentPiece[] },
): Promise<Campaign> {
  const campaign = await getCampaign(ctx, { id });
  const channels = campaign.adSets.map(({ platform, placement, dailyBudgetCents, creatives }) => {
    const piece = pieces.find(({ channel }) => channel === textChannelOf({ platform, placement }));
    const written = piece ? creativesOf(piece) : [];
    const own = creatives.map(({ tag: _tag, ...creative }) => creative);
    return { platform, placement, dailyBudgetCents, creatives: written.length > 0 ? written : own };
  });
  return putCampaign(ctx, { ...putCampaignSchema.parse(toPut(campaign, channels)), id });
}

/** A campaign with other channels, as it would be put. */
export function toPut(campaign: Campaign, channels: readonly object[]): object {
  const names = Object.keys(putCampaignSchema.shape);
  const own = Object.fromEntries(Object.entries(campaign).filter(([name]) => names.includes(name)));
  return { ...own, channels };
}
