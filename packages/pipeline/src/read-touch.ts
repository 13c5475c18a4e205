import { objectOf } from "@rapport/contracts/json";
import type { TouchSource } from "@rapport/domain/events/enriched-event";

/** Click ids of ad platforms in URLs, with the source they name. */
const CLICK_IDS: Record<string, string> = {
  gclid: "google",
  gbraid: "google",
  wbraid: "google",
  dclid: "google",
  fbclid: "facebook",
  msclkid: "bing",
  ttclid: "tiktok",
  twclid: "x",
  li_fat_id: "linkedin",
  rdt_cid: "reddit",
  epik: "pinterest",
  sccid: "snapchat",
};

const CLICK_ID_SOURCES = Object.entries(CLICK_IDS);

const SEARCH_ENGINES = /(^|\.)(google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|startpage|qwant|brave)\.[a-z.]{2,6}$/;
const SOCIAL_SITES =
  /(^|\.)(facebook|instagram|linkedin|twitter|x|t|tiktok|youtube|reddit|pinterest|threads|mastodon)\.(com|co|net|social)$/;

/** A query that may hold one of the parameters read below; names may be written with escapes. */
const TELLING = new RegExp(`[?&](?:utm_|${Object.keys(CLICK_IDS).join("|")}|[^=&]*%)`);
/** Scheme and host of a URL, as written. */
const HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\\@]+(?=[/?#]|$)/i;

/** Longest text read of each part, UTF-16 code units: a long URL whole, an endless one not. */
const MAX_LENGTH = 2_040;

/**
 * Where a visit came from: UTM parameters, else a click id, else a referrer of another host. Undefined for direct
 * visits and for moves within a site, so that neither ever overwrites a real touch.
 */
export function readTouch(
  context: Record<string, unknown>,
  properties: Record<string, unknown>,
): TouchSource | undefined {
  const page = objectOf(context.page);
  const href = text(page.url) ?? text(properties.url);
  // Most URLs say nothing of a campaign: parsing one costs more than all else here.
  const url = href !== null && TELLING.test(href) ? parseUrl(href) : undefined;
  const referrer = text(page.referrer) ?? text(properties.referrer) ?? text(objectOf(context.referrer).url);
  return (
    readCampaign(objectOf(context.campaign), url, referrer) ?? readClick(url, referrer) ?? readReferrer(href, referrer)
  );
}

function readCampaign(
  campaign: Record<string, unknown>,
  url: URL | undefined,
  referrer: string | null,
): TouchSource | undefined {
  const part = (key: string, utm: string) => text(campaign[key]) ?? text(url?.searchParams.get(utm));
  const source = part("source", "utm_source");
  const name = part("name", "utm_campaign");
  if (source === null && name === null) return undefined;
  return {
    source,
    medium: part("medium", "utm_medium"),
    campaign: name,
    referrer,
    clickId: findClickId(url)?.id ?? null,
  };
}

function readClick(url: URL | undefined, referrer: string | null): TouchSource | undefined {
  const click = findClickId(url);
  return click && { source: click.source, medium: "paid", campaign: null, referrer, clickId: click.id };
}

function readReferrer(href: string | null, referrer: string | null): TouchSource | undefined {
  // Moves within a site are most of all; hosts that are written alike are the same.
  const host = referrer && HOST.exec(referrer)?.[0];
  if (host && href && HOST.exec(href)?.[0] === host) return undefined;
  const from = parseUrl(referrer);
  if (!from || from.host === parseUrl(href)?.host) return undefined;
  const site = from.hostname.replace(/^www\./, "");
  const medium = SEARCH_ENGINES.test(site) ? "organic" : SOCIAL_SITES.test(site) ? "social" : "referral";
  return { source: site, medium, campaign: null, referrer, clickId: null };
}

function findClickId(url: URL | undefined): { id: string; source: string } | undefined {
  if (!url) return undefined;
  for (const [parameter, source] of CLICK_ID_SOURCES) {
    const id = text(url.searchParams.get(parameter));
    if (id !== null) return { id, source };
  }
  return undefined;
}

function parseUrl(value: string | null): URL | undefined {
  return value === null ? undefined : (URL.parse(value) ?? undefined);
}

/**
 * A text to keep. URLs hide what the API refuses in plain sight (`%00` is a NUL once it is decoded), and a cut may halve
 * a surrogate pair: the database would refuse either, and the event with it.
 */
function text(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const kept = value.slice(0, MAX_LENGTH).toWellFormed().replaceAll("\0", "");
  return kept === "" ? null : kept;
}
