import type { AdSetPlan, CampaignPlan, Creative } from "@rapport/contracts/ad-platforms";
import { nameWithTag } from "@rapport/ports/ad-tag";
import type { CreativeSpec } from "./contract.ts";

/** Longest name of an object. */
export const META_NAME_LENGTH = 400;

/** What of an advertiser's account has to be known; ids are Meta's, digits only. */
export type MetaAccount = {
  accountId: string;
  pageId: string;
  /** With it ads run on Instagram under this name; else under the page's. */
  instagramUserId?: string | undefined;
  /** Without one, campaigns for leads and sales are optimised for clicks. */
  pixelId?: string | undefined;
  /** Who the ads are for, which the EU's Digital Services Act wants to know. */
  beneficiary?: string | undefined;
};

const OBJECTIVES = {
  awareness: "OUTCOME_AWARENESS",
  traffic: "OUTCOME_TRAFFIC",
  leads: "OUTCOME_LEADS",
  sales: "OUTCOME_SALES",
} as const;
const EVENTS = { leads: "LEAD", sales: "PURCHASE" } as const;
export function campaignBody({ name, tag, objective, totalBudgetCents }: CampaignPlan) {
  return {
    name: nameWithTag(name, tag, META_NAME_LENGTH),
    objective: OBJECTIVES[objective],
    status: "PAUSED",
    special_ad_categories: [],
    is_adset_budget_sharing_enabled: false,
    ...(totalBudgetCents === undefined ? {} : { spend_cap: totalBudgetCents }),
  };
}

export function adSetBody(account: MetaAccount, plan: CampaignPlan, adSet: AdSetPlan, campaignId: string) {
  const { beneficiary } = account;
  const { countries, ageMin, ageMax } = adSet.targeting;
  return {
    name: nameWithTag(adSet.name, adSet.tag, META_NAME_LENGTH),
    campaign_id: campaignId,
    daily_budget: adSet.dailyBudgetCents,
    billing_event: "IMPRESSIONS",
    bid_strategy: "LOWEST_COST_WITHOUT_CAP",
    ...goalOf(account, plan),
    targeting: {
      geo_locations: { countries },
      age_min: ageMin,
      age_max: ageMax,
      publisher_platforms: ["facebook", "instagram"],
      targeting_automation: { advantage_audience: 0 },
    },
    start_time: `${plan.startsOn}T00:00:00Z`,
    ...(plan.endsOn === undefined ? {} : { end_time: `${plan.endsOn}T23:59:59Z` }),
    ...(beneficiary === undefined ? {} : { dsa_beneficiary: beneficiary, dsa_payor: beneficiary }),
    status: "PAUSED",
  };
}

function goalOf({ pixelId }: MetaAccount, { objective }: CampaignPlan) {
  if (objective === "awareness") return { optimization_goal: "REACH" };
  if (objective === "traffic" || pixelId === undefined) return { optimization_goal: "LINK_CLICKS" };
  const promoted = { pixel_id: pixelId, custom_event_type: EVENTS[objective] };
  return { optimization_goal: "OFFSITE_CONVERSIONS", promoted_object: promoted };
}

export function toCreativeSpec(
  { pageId, instagramUserId }: MetaAccount,
  tag: string,
  creative: Creative,
): CreativeSpec {
  const { headlines, descriptions, message, url, imageUrl } = creative;
  const [name = ""] = headlines;
  const [description = ""] = descriptions;
  return {
    name: nameWithTag(name, tag, META_NAME_LENGTH),
    object_story_spec: {
      page_id: pageId,
      ...(instagramUserId === undefined ? {} : { instagram_user_id: instagramUserId }),
      link_data: {
        ...{ link: url, name, description, call_to_action: { type: "LEARN_MORE" } },
        ...(message === undefined ? {} : { message }),
        ...(imageUrl === undefined ? {} : { picture: imageUrl }),
      },
    },
  };
}

export function leftOutOf({ pixelId }: MetaAccount, { objective, adSets }: CampaignPlan): string[] {
  const asksConversions = objective === "leads" || objective === "sales";
  return [
    ...(adSets.some(({ targeting }) => targeting.keywords.length > 0)
      ? ["Keywords: Meta does not target by them"]
      : []),
    ...(asksConversions && pixelId === undefined ? ["The goal: without a pixel it is clicks"] : []),
  ];
}
