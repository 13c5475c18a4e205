import { channelOf, toCreative } from "@rapport/domain/campaigns/campaign-proposal";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import type { AdRenewal } from "@rapport/domain/campaigns/renew-ads";
import { renewAds } from "@rapport/domain/campaigns/renew-ads";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { GraphDeps } from "../agent-graph.ts";
import type { RenewedAds } from "./renew-creatives.ts";

/** Asks platforms to show what was approved. Done again, it is the same. */
export async function applyCreatives(
  { ctx, runId }: GraphDeps,
  { campaignId: id, ads }: { campaignId: string; ads: RenewedAds },
) {
  const { adSets } = await getCampaign(ctx, { id });
  const renewals = adSets.flatMap((adSet) =>
    adSet.creatives.flatMap(({ variant }): AdRenewal[] => {
      const texts = ads[`${channelOf(adSet)} ${variant}`];
      return texts ? [{ adSetId: adSet.id, variant, texts: toCreative(texts) }] : [];
    }),
  );
  const { asked, problems } = await renewAds(ctx, { id, renewals, reason: `Approved in ${runId}`, key: runId });
  await sendActions(ctx);
  return { renewedAds: asked, renewalProblems: problems };
}
