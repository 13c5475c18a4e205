import type { AdObjective, CampaignPlan } from "@rapport/contracts/ad-platforms";
import type { AdSetRow, CampaignRow } from "@rapport/store/queries/campaigns";

/** The ad sets that a campaign's channels become. `newText` gives their ids and the tags of all that will be made. */
export function planAdSets(campaign: CampaignRow, newText: (kind: "ad-set" | "tag") => string): AdSetRow[] {
  const { projectId, id: campaignId, channels } = campaign;
  return channels.map(({ platform, placement, dailyBudgetCents, creatives }) => ({
    projectId,
    id: newText("ad-set"),
    campaignId,
    platform,
    placement,
    campaignTag: newText("tag"),
    tag: newText("tag"),
    state: "planned",
    dailyBudgetCents,
    budgetChangedAt: null,
    creatives: creatives.map((creative) => ({ ...creative, tag: newText("tag") })),
  }));
}

/** What a platform is asked to make for one ad set: a campaign with this ad set alone, so that each has a status and an end of its own. */
export function toCampaignPlan(campaign: CampaignRow, adSet: AdSetRow): CampaignPlan {
  const { name, currency, startsOn, endsOn, targeting, landingUrl, budgetCents } = campaign;
  const objective: AdObjective = campaign.objective;
  return {
    tag: adSet.campaignTag,
    name,
    objective,
    currency,
    startsOn,
    endsOn,
    // The platform's own bound stands behind ours: whatever else fails, it spends no more than the campaign may.
    totalBudgetCents: budgetCents,
    adSets: [
      {
        tag: adSet.tag,
        name: `${name} ${adSet.placement}`,
        dailyBudgetCents: adSet.dailyBudgetCents,
        targeting,
        ads: adSet.creatives.map(({ tag, variant, next: _next, url = landingUrl, ...texts }) => {
          return { tag, name: `${name} ${variant}`, creative: { ...texts, url } };
        }),
      },
    ],
  };
}
