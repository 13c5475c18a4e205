import type { AdObject, AdObjectKind, AdStatus, DailyInsight } from "@rapport/contracts/ad-platforms";
import type { ReadInsights } from "@rapport/ports/ad-platform";
import { readTag } from "@rapport/ports/ad-tag";
import type { z } from "zod";
import type { Session } from "../define-platform.ts";
import type { LinkedInCampaign, LinkedInCreative } from "./contract.ts";
import { analyticsAnswer, creativesAnswer, searchAnswer } from "./contract.ts";

const PAGE_SIZE = 100;
/** Pages that are read at most: more than an account may hold of anything. */
const MAX_PAGES = 300;
/** States in which something is there; the rest is gone for good or put away. */
const ALIVE = "List(ACTIVE,PAUSED,DRAFT)";
/** In Rest.li's notation parentheses and commas mean structure, so values are encoded and the structure is not. */
const urnOf = (type: string, id: string) => encodeURIComponent(`urn:li:${type}:${id}`);

/** A campaign with all that is in it. Names cannot be searched by their end, so the account's groups are looked through. */
export async function findLinkedInCampaign(session: Session, account: string, tag: string): Promise<AdObject[]> {
  const groups = await readCampaigns(session, `${account}/adCampaignGroups`, `(status:(values:${ALIVE}))`);
  const group = groups.flatMap((row) => toObject("campaign", row)).find((object) => object.tag === tag);
  if (!group) return [];
  const inside = `(campaignGroup:(values:List(${urnOf("sponsoredCampaignGroup", group.id)})),status:(values:${ALIVE}))`;
  const rows = await readCampaigns(session, `${account}/adCampaigns`, inside);
  const adSets = rows.flatMap((row) => toObject("ad-set", row));
  const ids = adSets.map(({ id }) => id);
  const ads = ids.length === 0 ? [] : await readCreatives(session, account, ids);
  return [group, ...adSets, ...ads.flatMap(toAd)];
}

/** An ad set or an ad that bears a tag. */
export async function findLinkedInObjects(session: Session, account: string, tag: string): Promise<AdObject[]> {
  const campaigns = await readCampaigns(session, `${account}/adCampaigns`, `(status:(values:${ALIVE}))`);
  const adSets = campaigns.flatMap((row) => toObject("ad-set", row)).filter((object) => object.tag === tag);
  if (adSets.length > 0) return adSets;
  return (await readCreatives(session, account)).flatMap(toAd).filter((ad) => ad.tag === tag);
}

function readCampaigns(session: Session, path: string, search: string): Promise<LinkedInCampaign[]> {
  return readPages(session, `${path}?q=search&search=${search}`, searchAnswer);
}

/** Creatives that are there, of some campaigns or of all. */
export function readCreatives(
  session: Session,
  account: string,
  campaignIds?: readonly string[],
): Promise<LinkedInCreative[]> {
  const campaigns = campaignIds?.map((id) => urnOf("sponsoredCampaign", id)).join(",");
  const inside = campaigns === undefined ? "" : `&campaigns=List(${campaigns})`;
  return readPages(session, `${account}/creatives?q=criteria${inside}&intendedStatuses=${ALIVE}`, creativesAnswer);
}

type Page<T> = { elements: T[]; metadata?: { nextPageToken?: string | undefined } | undefined };

async function readPages<T>(session: Session, path: string, schema: z.ZodType<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const next = token === undefined ? "" : `&pageToken=${encodeURIComponent(token)}`;
    const headers = { "x-restli-method": "FINDER" };
    const asked = { method: "GET", path: `${path}&pageSize=${PAGE_SIZE}${next}`, headers, changes: false } as const;
    const { value } = await session({ ...asked, schema });
    rows.push(...value.elements);
    token = value.metadata?.nextPageToken;
    if (token === undefined) break;
  }
  return rows;
}

const statusOf = (status: LinkedInCampaign["status"]): AdStatus => (status === "ACTIVE" ? "active" : "paused");
const idOf = (urn: string) => urn.slice(urn.lastIndexOf(":") + 1);

function toObject(kind: AdObjectKind, { id, name, status, campaignGroup, dailyBudget }: LinkedInCampaign): AdObject[] {
  const tag = readTag(name);
  if (tag === undefined) return [];
  const parentId = kind === "campaign" || campaignGroup === undefined ? null : idOf(campaignGroup);
  const dailyBudgetCents = kind === "ad-set" ? Math.round(Number(dailyBudget?.amount ?? 0) * 100) : null;
  return [{ kind, id: String(id), tag, name, status: statusOf(status), parentId, dailyBudgetCents }];
}

function toAd({ id, name = "", intendedStatus, campaign }: LinkedInCreative): AdObject[] {
  const tag = readTag(name);
  if (tag === undefined) return [];
  const status = statusOf(intendedStatus);
  return [{ kind: "ad", id, tag, name, status, parentId: idOf(campaign), dailyBudgetCents: null }];
}

const PIVOTS = { campaign: "CAMPAIGN_GROUP", "ad-set": "CAMPAIGN", ad: "CREATIVE" } as const;
const FIELDS =
  "dateRange,pivotValues,impressions,clicks,costInLocalCurrency,externalWebsiteConversions,conversionValueInLocalCurrency";

/** Figures by day of a campaign, on the level that is asked for. */
export async function readLinkedInInsights(session: Session, question: ReadInsights): Promise<DailyInsight[]> {
  const { object, from, to, level } = question;
  const group = urnOf("sponsoredCampaignGroup", object.id);
  const range = `(start:${toDate(from)},end:${toDate(to)})`;
  const path = `/rest/adAnalytics?q=analytics&pivot=${PIVOTS[level]}&timeGranularity=DAILY&dateRange=${range}&campaignGroups=List(${group})&fields=${FIELDS}`;
  const { value } = await session({ method: "GET", path, changes: false, schema: analyticsAnswer });
  return value.elements.map((row) => {
    const { year, month, day } = row.dateRange.start;
    const [urn = ""] = row.pivotValues;
    return {
      objectId: level === "ad" ? urn : idOf(urn),
      day: `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
      impressions: row.impressions,
      clicks: row.clicks,
      spendCents: Math.round(Number(row.costInLocalCurrency) * 100),
      conversions: row.externalWebsiteConversions,
      conversionValueCents: Math.round(Number(row.conversionValueInLocalCurrency) * 100),
    };
  });
}

function toDate(text: string): string {
  const [year, month, day] = text.split("-").map(Number);
  return `(year:${year},month:${month},day:${day})`;
}
