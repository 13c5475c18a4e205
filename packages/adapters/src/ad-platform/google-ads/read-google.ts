import type { AdObject, AdStatus, DailyInsight } from "@rapport/contracts/ad-platforms";
import { adTagSchema } from "@rapport/contracts/ad-platforms";
import type { ReadInsights } from "@rapport/ports/ad-platform";
import { nameWithTag, readTag } from "@rapport/ports/ad-tag";
import type { Session } from "../define-platform.ts";
import type { SearchRow } from "./contract.ts";
import { searchAnswer } from "./contract.ts";
import { MICROS_PER_CENT, TAG_PARAMETER } from "./google-operations.ts";

/** Asks one query of the Google Ads query language; nothing that users wrote may stand in it unchecked. */
export type Search = (query: string) => Promise<SearchRow[]>;

export function createSearch(session: Session, customerId: string): Search {
  return async (query) => {
    const path = `/customers/${customerId}/googleAds:searchStream`;
    const { value } = await session({ method: "POST", path, body: { query }, changes: false, schema: searchAnswer });
    return value.flatMap(({ results = [] }) => results);
  };
}

const ADS = `SELECT ad_group.resource_name, ad_group_ad.resource_name, ad_group_ad.status, ad_group_ad.ad.resource_name,
 ad_group_ad.ad.url_custom_parameters FROM ad_group_ad WHERE ad_group_ad.status != 'REMOVED' AND ad_group.status != 'REMOVED'`;
const AD_GROUPS = `SELECT campaign.resource_name, ad_group.resource_name, ad_group.name, ad_group.status,
 campaign_budget.amount_micros FROM ad_group WHERE ad_group.status != 'REMOVED'`;

/** A campaign with all that is in it. */
export async function findGoogleCampaign(search: Search, tag: string): Promise<AdObject[]> {
  // The one text that goes into a query: nothing but a tag may.
  if (!adTagSchema.safeParse(tag).success) return [];
  const [campaign] = (
    await search(
      `SELECT campaign.resource_name, campaign.name, campaign.status FROM campaign WHERE campaign.name LIKE '%${tag}' AND campaign.status != 'REMOVED'`,
    )
  ).flatMap(toCampaign);
  if (!campaign) return [];
  const inside = `campaign.resource_name = '${campaign.id}'`;
  const adGroups = (await search(`${AD_GROUPS} AND ${inside}`)).flatMap(toAdSet);
  const ads = (await search(`${ADS} AND ${inside}`)).flatMap(toAd);
  return [campaign, ...adGroups, ...ads];
}

/** An ad set or an ad that bears a tag. */
export async function findGoogleObjects(search: Search, tag: string): Promise<AdObject[]> {
  if (!adTagSchema.safeParse(tag).success) return [];
  const alive = `campaign.status != 'REMOVED'`;
  const [adGroup] = (await search(`${AD_GROUPS} AND ${alive} AND ad_group.name LIKE '%${tag}'`)).flatMap(toAdSet);
  if (adGroup) return [adGroup];
  // URL parameters cannot be searched: the ads of the campaigns that are ours are looked through.
  const ads = await search(`${ADS} AND ${alive} AND campaign.name LIKE '%rpt[_]%'`);
  return ads.flatMap(toAd).filter((ad) => ad.tag === tag);
}

const STATUSES = { ENABLED: "active", PAUSED: "paused", REMOVED: "removed" } as const satisfies Record<
  string,
  AdStatus
>;

function toCampaign({ campaign }: SearchRow): AdObject[] {
  const { resourceName: id, name = "", status = "PAUSED" } = campaign ?? {};
  const tag = readTag(name);
  if (id === undefined || tag === undefined) return [];
  return [{ kind: "campaign", id, tag, name, status: STATUSES[status], parentId: null, dailyBudgetCents: null }];
}

function toAdSet({ campaign, adGroup, campaignBudget }: SearchRow): AdObject[] {
  const { resourceName: id, name = "", status = "PAUSED" } = adGroup ?? {};
  const tag = readTag(name);
  if (id === undefined || tag === undefined) return [];
  const dailyBudgetCents = Math.round(Number(campaignBudget?.amountMicros ?? 0) / MICROS_PER_CENT);
  const parentId = campaign?.resourceName ?? null;
  return [{ kind: "ad-set", id, tag, name, status: STATUSES[status], parentId, dailyBudgetCents }];
}

function toAd({ adGroup, adGroupAd }: SearchRow): AdObject[] {
  const { resourceName: id, status = "PAUSED", ad } = adGroupAd ?? {};
  const tag = ad?.urlCustomParameters?.find(({ key }) => key === TAG_PARAMETER)?.value;
  if (id === undefined || tag === undefined || !adTagSchema.safeParse(tag).success) return [];
  const parentId = adGroup?.resourceName ?? null;
  const name = nameWithTag("Ad", tag, 255);
  return [{ kind: "ad", id, tag, name, status: STATUSES[status], parentId, dailyBudgetCents: null }];
}

const LEVELS = { campaign: "campaign", "ad-set": "ad_group", ad: "ad_group_ad" } as const;

/** Figures by day of a campaign, on the level that is asked for. */
export async function readGoogleInsights(search: Search, question: ReadInsights): Promise<DailyInsight[]> {
  const { object, from, to, level } = question;
  const resource = LEVELS[level];
  const rows = await search(
    `SELECT ${resource}.resource_name, segments.date, metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, ` +
      `metrics.conversions_value FROM ${resource} WHERE campaign.resource_name = '${checkName(object.id)}' ` +
      `AND segments.date BETWEEN '${checkDay(from)}' AND '${checkDay(to)}'`,
  );
  return rows.flatMap((row) => {
    const objectId = { campaign: row.campaign, "ad-set": row.adGroup, ad: row.adGroupAd }[level]?.resourceName;
    const day = row.segments?.date;
    return objectId === undefined || day === undefined ? [] : [{ objectId, day, ...toFigures(row.metrics) }];
  });
}

function toFigures(metrics: SearchRow["metrics"] = {}): Omit<DailyInsight, "objectId" | "day"> {
  return {
    impressions: Number(metrics.impressions ?? 0),
    clicks: Number(metrics.clicks ?? 0),
    spendCents: Math.round(Number(metrics.costMicros ?? 0) / MICROS_PER_CENT),
    conversions: metrics.conversions ?? 0,
    conversionValueCents: Math.round((metrics.conversionsValue ?? 0) * 100),
  };
}

function checkName(name: string): string {
  if (/^customers\/\d+\/campaigns\/\d+$/.test(name)) return name;
  throw new RangeError("This is no campaign of Google Ads");
}

function checkDay(day: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(day)) return day;
  throw new RangeError("A day is YYYY-MM-DD");
}
