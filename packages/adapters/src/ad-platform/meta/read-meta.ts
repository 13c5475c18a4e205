import type { AdObject, AdObjectKind, DailyInsight } from "@rapport/contracts/ad-platforms";
import type { ReadInsights } from "@rapport/ports/ad-platform";
import { readTag } from "@rapport/ports/ad-tag";
import type { Session } from "../define-platform.ts";
import type { MetaInsight, MetaObject } from "./contract.ts";
import { insightsAnswer, objectsAnswer } from "./contract.ts";

const PAGE = "200";
/** Pages that are read at most: more than an account may hold. */
const MAX_PAGES = 200;

/** A campaign with all that is in it; `act` is the account's path. */
export async function findMetaCampaign(session: Session, act: string, tag: string): Promise<AdObject[]> {
  const [campaign] = await list(session, "campaign", `${act}/campaigns`, tag);
  if (!campaign) return [];
  const adSets = await list(session, "ad-set", `/${campaign.id}/adsets`);
  const ads = await list(session, "ad", `/${campaign.id}/ads`);
  return [campaign, ...adSets.flatMap((adSet) => [adSet, ...ads.filter(({ parentId }) => parentId === adSet.id)])];
}

/** An ad set or an ad that bears a tag. */
export async function findMetaObjects(session: Session, act: string, tag: string): Promise<AdObject[]> {
  const adSets = await list(session, "ad-set", `${act}/adsets`, tag);
  return adSets.length > 0 ? adSets : list(session, "ad", `${act}/ads`, tag);
}

/** Objects of an edge that bear a tag of ours, that of `tag` alone where one is asked for. Removed ones are not listed. */
async function list(session: Session, kind: AdObjectKind, path: string, tag?: string): Promise<AdObject[]> {
  const filter =
    tag === undefined ? {} : { filtering: JSON.stringify([{ field: "name", operator: "CONTAIN", value: tag }]) };
  const query = { fields: "id,name,status,campaign_id,adset_id,daily_budget", limit: PAGE, ...filter };
  const rows = await readPages(session, path, query, objectsAnswer);
  return rows.flatMap((row) => toAdObject(kind, row)).filter((object) => tag === undefined || object.tag === tag);
}

function toAdObject(
  kind: AdObjectKind,
  { id, name, status, campaign_id, adset_id, daily_budget }: MetaObject,
): AdObject[] {
  const tag = readTag(name);
  if (tag === undefined || status === "DELETED" || status === "ARCHIVED") return [];
  const parentId = kind === "campaign" ? null : ((kind === "ad" ? adset_id : campaign_id) ?? null);
  const dailyBudgetCents = kind === "ad-set" && daily_budget !== undefined ? Number(daily_budget) : null;
  return [{ kind, id, tag, name, status: status === "ACTIVE" ? "active" : "paused", parentId, dailyBudgetCents }];
}

type Page<T> = {
  data: T[];
  paging?: { cursors?: { after: string } | undefined; next?: string | undefined } | undefined;
};

async function readPages<T>(
  session: Session,
  path: string,
  query: Record<string, string>,
  schema: Parameters<typeof session<Page<T>>>[0]["schema"],
): Promise<T[]> {
  const rows: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const asked = after === undefined ? query : { ...query, after };
    const { value } = await session({ method: "GET", path, query: asked, changes: false, schema });
    rows.push(...value.data);
    after = value.paging?.next === undefined ? undefined : value.paging.cursors?.after;
    if (after === undefined) break;
  }
  return rows;
}

/** Figures by day of a campaign, on the level that is asked for. */
export async function readMetaInsights(
  session: Session,
  { object, from, to, level }: ReadInsights,
): Promise<DailyInsight[]> {
  const query = {
    level: level === "ad-set" ? "adset" : level,
    time_increment: "1",
    time_range: JSON.stringify({ since: from, until: to }),
    fields: "campaign_id,adset_id,ad_id,impressions,clicks,spend,actions,action_values",
    limit: PAGE,
  };
  const rows = await readPages(session, `/${object.id}/insights`, query, insightsAnswer);
  return rows.map((row) => toInsight(row, level));
}

function toInsight(row: MetaInsight, level: AdObjectKind): DailyInsight {
  const ids = { campaign: row.campaign_id, "ad-set": row.adset_id, ad: row.ad_id };
  return {
    objectId: ids[level] ?? row.campaign_id,
    day: row.date_start,
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    spendCents: Math.round(Number(row.spend) * 100),
    conversions: sumActions(row.actions),
    conversionValueCents: Math.round(sumActions(row.action_values) * 100),
  };
}

/** Purchases and leads; the same ones appear under other types, too, which would count them twice. */
function sumActions(actions: MetaInsight["actions"]): number {
  return (actions ?? [])
    .filter(({ action_type: type }) => type === "purchase" || type === "lead")
    .reduce((sum, { value }) => sum + Number(value), 0);
}
