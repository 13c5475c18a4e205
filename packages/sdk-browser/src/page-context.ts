import { attempt } from "@rapport/sdk-core";
import { readCampaign } from "./attribution.ts";
import { LIBRARY } from "./library.ts";

/** What a page view says about the page, and every event about where it happened. */
function describePage(): Record<string, string> {
  const { href, pathname, search } = location;
  return { url: href, path: pathname, title: document.title, referrer: document.referrer, search };
}

/** Where an event happens. What the page or the browser refuses is left out, the rest stays. */
export function describeContext(): Record<string, unknown> {
  return { ...attempt(readCampaign), page: attempt(describePage), library: LIBRARY };
}
