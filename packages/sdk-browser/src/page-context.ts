import { attempt } from "./attempt.ts";
import { readCampaign } from "./attribution.ts";
import { LIBRARY } from "./library.ts";

/** What a page view says about the page, and every event about where it happened. */
export function describePage(): Record<string, string> {
  const { href, pathname, search } = location;
  return { url: href, path: pathname, title: document.title, referrer: document.referrer, search };
}

/** Context of an event that happens now. What the page or the browser refuses is left out, the rest stays. */
export function describeContext(): Record<string, unknown> {
  // Asked once: building a formatter costs more than the rest of an event.
  timezone ??= attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return {
    ...attempt(readCampaign),
    page: attempt(describePage),
    userAgent: attempt(() => navigator.userAgent),
    locale: attempt(() => navigator.language),
    timezone,
    screen: attempt(() => ({ width: screen.width, height: screen.height, density: devicePixelRatio })),
    library: LIBRARY,
  };
}

let timezone: string | undefined;
