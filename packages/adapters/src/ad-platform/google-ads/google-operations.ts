import type { AdObject, AdPlan, CampaignPlan, Creative } from "@rapport/contracts/ad-platforms";
import { nameWithTag } from "@rapport/ports/ad-tag";
import type { MutateOperation } from "./contract.ts";

const NAME_LENGTH = 255;
/** Ads of search campaigns have no name: the tag travels as one of their URL parameters. */
export const TAG_PARAMETER = "rpt";
/** A cent of any currency in Google's millionths of a unit. */
export const MICROS_PER_CENT = 10_000;

/** Names that stand for objects which the same request makes; each needs a number of its own. */
const TEMPORARY = { budget: -1, campaign: -2, adGroup: -3 } as const;

type Making = { customerId: string; plan: CampaignPlan; found: readonly AdObject[]; countries: readonly string[] };

/**
 * Operations that make what of a plan is missing, in one request that happens whole or not at all.
 * @param countries resource names of the plan's countries
 */
export function toCreateOperations({ customerId, plan, found, countries }: Making): MutateOperation[] {
  const [adSet] = plan.adSets;
  if (!adSet) return [];
  const at = (collection: string, id: number) => `customers/${customerId}/${collection}/${id}`;
  const idOf = (tag: string) => found.find((object) => object.tag === tag)?.id;
  const campaign = idOf(plan.tag) ?? at("campaigns", TEMPORARY.campaign);
  const adGroup = idOf(adSet.tag) ?? at("adGroups", TEMPORARY.adGroup);
  const missing = adSet.ads.filter(({ tag }) => idOf(tag) === undefined);
  return [
    ...(idOf(plan.tag) ? [] : toCampaign(plan, at("campaignBudgets", TEMPORARY.budget), campaign, countries)),
    ...(idOf(adSet.tag) ? [] : toAdGroup(plan, campaign, adGroup)),
    ...missing.map((ad) => toAd(ad, adGroup)),
  ];
}

function toCampaign(
  plan: CampaignPlan,
  budget: string,
  campaign: string,
  countries: readonly string[],
): MutateOperation[] {
  const { name, tag, objective, startsOn, endsOn, adSets } = plan;
  const full = nameWithTag(name, tag, NAME_LENGTH);
  const amountMicros = String((adSets[0]?.dailyBudgetCents ?? 0) * MICROS_PER_CENT);
  const asksConversions = objective === "leads" || objective === "sales";
  return [
    {
      campaignBudgetOperation: {
        create: { resourceName: budget, name: full, amountMicros, deliveryMethod: "STANDARD", explicitlyShared: false },
      },
    },
    {
      campaignOperation: {
        create: {
          ...{ resourceName: campaign, name: full, status: "PAUSED", advertisingChannelType: "SEARCH" },
          campaignBudget: budget,
          networkSettings: { targetGoogleSearch: true, targetSearchNetwork: true, targetContentNetwork: false },
          ...(asksConversions ? { maximizeConversions: {} } : { targetSpend: {} }),
          startDateTime: `${startsOn} 00:00:00`,
          ...(endsOn === undefined ? {} : { endDateTime: `${endsOn} 23:59:59` }),
          containsEuPoliticalAdvertising: "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        },
      },
    },
    ...countries.map((geoTargetConstant) => ({
      campaignCriterionOperation: { create: { campaign, location: { geoTargetConstant } } },
    })),
  ];
}

function toAdGroup({ adSets }: CampaignPlan, campaign: string, adGroup: string): MutateOperation[] {
  return adSets.flatMap(({ name, tag, targeting }): MutateOperation[] => [
    {
      adGroupOperation: {
        create: {
          ...{ resourceName: adGroup, name: nameWithTag(name, tag, NAME_LENGTH), campaign },
          ...{ status: "PAUSED", type: "SEARCH_STANDARD" },
        },
      },
    },
    ...targeting.keywords.map(
      (text): MutateOperation => ({
        adGroupCriterionOperation: { create: { adGroup, status: "ENABLED", keyword: { text, matchType: "PHRASE" } } },
      }),
    ),
  ]);
}

function toAd({ tag, creative }: AdPlan, adGroup: string): MutateOperation {
  const ad = { ...toTexts(creative), urlCustomParameters: [{ key: TAG_PARAMETER, value: tag }] };
  return { adGroupAdOperation: { create: { adGroup, status: "PAUSED", ad } } };
}

/** An ad's address and texts. */
export function toTexts({ headlines, descriptions, url }: Creative) {
  const texts = (list: readonly string[]) => list.map((text) => ({ text }));
  return {
    finalUrls: [url],
    responsiveSearchAd: { headlines: texts(headlines), descriptions: texts(descriptions) },
  };
}
