import { attempt } from "./attempt.ts";
import { LIBRARY } from "./library.ts";

/** What a page view says about the page, and every event about where it happened. */
export function describePage(): Record<string, string> {
  const { href, pathname, search } = location;
  return { url: href, path: pathname, title: document.title, referrer: document.referrer, search };
}

/** Context of an event that happens now. */
export function describeContext(sessionId: string): Record<string, unknown> {
  return {
    page: describePage(),
    campaign: readCampaign(location.search),
    userAgent: navigator.userAgent,
    locale: navigator.language,
    timezone: readTimezone(),
    screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
    library: LIBRARY,
    sessionId,
  };
}

/** The UTM set of the address under the names of the tracking specification, where utm_campaign is the `name`. */
function readCampaign(search: string): Record<string, string> | undefined {
  const campaign: Record<string, string> = {};
  let found = false;
  for (const [key, value] of new URLSearchParams(search)) {
    if (!key.startsWith("utm_") || !value) continue;
    campaign[key === "utm_campaign" ? "name" : key.slice(4)] = value;
    found = true;
  }
  return found ? campaign : undefined;
}

let timezone: string | undefined;

/** Asked once: building a formatter costs more than the rest of an event. */
function readTimezone(): string | undefined {
  timezone ??= attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return timezone;
}
