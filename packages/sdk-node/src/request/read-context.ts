import type { Visit } from "./visit.ts";

/**
 * Context of the events of a request: page, campaign, user agent, language and address. Query strings stay out, because
 * addresses on a server carry tokens; the UTM set is what is wanted of them.
 */
export function readContext(visit: Visit): Record<string, unknown> {
  const url = parseUrl(visit.url);
  return {
    page: url && { url: url.origin + url.pathname, path: url.pathname, referrer: readReferrer(visit) },
    campaign: url && readCampaign(url.searchParams),
    userAgent: visit.header("user-agent"),
    locale: visit.header("accept-language")?.split(/[,;]/)[0] || undefined,
    ip: visit.ip,
  };
}

function readReferrer(visit: Visit): string | undefined {
  const url = parseUrl(visit.header("referer") ?? "");
  return url && url.origin + url.pathname;
}

/** utm_campaign is the `name` of the tracking specification; the others lose their prefix. */
function readCampaign(query: URLSearchParams): Record<string, string> | undefined {
  const pairs = [...query].filter(([key, value]) => key.startsWith("utm_") && value);
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(pairs.map(([key, value]) => [key === "utm_campaign" ? "name" : key.slice(4), value]));
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
