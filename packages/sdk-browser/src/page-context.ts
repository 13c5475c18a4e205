import { attempt } from "@rapport/sdk-core";
import { readCampaign } from "./attribution.ts";
import { LIBRARY } from "./library.ts";

/** What a page view says about the page, and every event about where it happened. */
const describePage = (): Record<string, string> => {
  const { href: url, pathname: path, search } = location;
  const { title, referrer } = document;
  return { url, path, title, referrer, search };
};

/** Where an event happens. What the page or the browser refuses is left out, the rest stays. */
export const describeContext = (): Record<string, unknown> => ({
  ...attempt(readCampaign),
  page: attempt(describePage),
  library: LIBRARY,
});
