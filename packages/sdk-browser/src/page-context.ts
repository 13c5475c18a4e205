import { attempt } from "@rapport/sdk-core";
import type { Touch } from "./attribution.ts";
import { readCampaign } from "./attribution.ts";
import { LIBRARY } from "./library.ts";

/** The present address, taken apart once: that costs more than all else that an event says. */
let known: Record<string, string> = {};
let campaign: Touch;

/** What a page view says about the page, and every event about where it happened. */
const describePage = (): Record<string, string> => {
  const { title, referrer } = document;
  if (known.url !== location.href) {
    const { href: url, pathname: path, search } = location;
    known = { url, path, search };
    campaign = readCampaign();
  }
  return { ...known, title, referrer };
};

/** Where an event happens. What the page or the browser refuses is left out, the rest stays. */
export const describeContext = (): Record<string, unknown> => ({
  page: attempt(describePage),
  ...campaign,
  library: LIBRARY,
});
