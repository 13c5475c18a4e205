import type { AdPlan, AdSetPlan, CampaignPlan, Creative } from "@rapport/contracts/ad-platforms";
import { nameWithTag } from "@rapport/ports/ad-tag";

export type LinkedInAccount = {
  /** Digits of the advertiser's account. */
  accountId: string;
  /** Digits of the company page that the ads come from. */
  organizationId: string;
  /** Language of the campaigns, ISO 639-1. */
  language: string;
};

/** Longest names of a campaign group, and of the rest. */
const GROUP_NAME_LENGTH = 100;
const NAME_LENGTH = 255;

const OBJECTIVES = {
  awareness: { objectiveType: "BRAND_AWARENESS", optimizationTargetType: "MAX_IMPRESSION" },
  traffic: { objectiveType: "WEBSITE_VISIT", optimizationTargetType: "MAX_CLICK" },
  leads: { objectiveType: "WEBSITE_VISIT", optimizationTargetType: "MAX_CLICK" },
  sales: { objectiveType: "WEBSITE_VISIT", optimizationTargetType: "MAX_CLICK" },
} as const;

/** Our campaign is LinkedIn's campaign group. */
export function groupBody({ accountId }: LinkedInAccount, plan: CampaignPlan) {
  const { name, tag, endsOn, totalBudgetCents, currency } = plan;
  const total =
    endsOn === undefined || totalBudgetCents === undefined ? {} : { totalBudget: toMoney(totalBudgetCents, currency) };
  return {
    account: `urn:li:sponsoredAccount:${accountId}`,
    name: nameWithTag(name, tag, GROUP_NAME_LENGTH),
    status: "PAUSED",
    runSchedule: scheduleOf(plan),
    ...total,
  };
}

/** Our ad set is LinkedIn's campaign. @param locations URNs of the countries */
export function campaignBody(
  { accountId, language }: LinkedInAccount,
  { plan, adSet, groupId, locations }: { plan: CampaignPlan; adSet: AdSetPlan; groupId: string; locations: string[] },
) {
  return {
    account: `urn:li:sponsoredAccount:${accountId}`,
    campaignGroup: `urn:li:sponsoredCampaignGroup:${groupId}`,
    name: nameWithTag(adSet.name, adSet.tag, NAME_LENGTH),
    status: "PAUSED",
    type: "SPONSORED_UPDATES",
    format: "STANDARD_UPDATE",
    ...OBJECTIVES[plan.objective],
    costType: "CPM",
    creativeSelection: "OPTIMIZED",
    dailyBudget: toMoney(adSet.dailyBudgetCents, plan.currency),
    locale: { country: adSet.targeting.countries[0] ?? "US", language },
    offsiteDeliveryEnabled: false,
    audienceExpansionEnabled: false,
    runSchedule: scheduleOf(plan),
    politicalIntent: "NOT_POLITICAL",
    targetingCriteria: { include: { and: [{ or: { "urn:li:adTargetingFacet:locations": locations } }] } },
  };
}

/** An ad with a post of its own that appears nowhere else. */
export function creativeBody(account: LinkedInAccount, campaignId: string, { tag, name, creative }: AdPlan) {
  return {
    creative: {
      campaign: `urn:li:sponsoredCampaign:${campaignId}`,
      name: nameWithTag(name, tag, NAME_LENGTH),
      intendedStatus: "PAUSED",
      inlineContent: { post: toPost(account, creative) },
    },
  };
}

/** Cents as LinkedIn writes money. */
export function toMoney(cents: number, currencyCode: string) {
  return { amount: (cents / 100).toFixed(2), currencyCode };
}

function toPost({ accountId, organizationId }: LinkedInAccount, creative: Creative) {
  const [title = ""] = creative.headlines;
  const [description = ""] = creative.descriptions;
  return {
    adContext: { dscAdAccount: `urn:li:sponsoredAccount:${accountId}`, dscStatus: "ACTIVE" },
    author: `urn:li:organization:${organizationId}`,
    commentary: escapeCommentary(creative.message ?? description),
    visibility: "PUBLIC",
    lifecycleState: "PUBLISHED",
    isReshareDisabledByAuthor: false,
    contentLandingPage: creative.url,
    content: { article: { source: creative.url, title, description } },
  };
}

/** Commentary is “little text”: these characters stand for mentions, hashtags and markup unless they are escaped. */
function escapeCommentary(text: string): string {
  return text.replaceAll(/[\\|{}@[\]()<>#*_~]/g, (character) => `\\${character}`);
}

function scheduleOf({ startsOn, endsOn }: CampaignPlan) {
  const end = endsOn === undefined ? {} : { end: Date.parse(`${endsOn}T23:59:59Z`) };
  return { start: Date.parse(`${startsOn}T00:00:00Z`), ...end };
}
