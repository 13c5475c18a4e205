import { attempt } from "@rapport/sdk-core";
import { readCampaign } from "./attribution.ts";
import type { Extras } from "./extras.ts";

/** Where a client's events happen, worked out once for each address of the page: that costs more than all else that they say. */
export type Scene = {
  extras: Extras;
  address?: Record<string, string>;
  /** What every message says of it, beside the page: campaign, device, library. */
  scene?: Record<string, unknown>;
};

/**
 * What a page view says about the page, and every event about where it happened; `scene` is of the same address afterwards. What
 * the page or the browser refuses is left out, the rest stays.
 */
export const describePage = (client: Scene) =>
  attempt(() => {
    const { href: url, pathname: path, search } = location;
    if (client.address?.url !== url) {
      client.address = { url, path, search };
      client.scene = {
        ...client.extras.describe?.(),
        ...attempt(readCampaign),
        library: { name: "@rapport/browser", version: "0.1.0" },
      };
    }
    return { ...client.address, title: document.title, referrer: document.referrer };
  });
