import type { Storage } from "./storage.ts";
import { readValue, writeValue } from "./storage.ts";

/** Click ids of the ad networks: Google, Microsoft, Meta, TikTok, X, LinkedIn, Yandex, Pinterest, Reddit, Snap, Mailchimp. */
const CLICK_ID = /^((([gdy]|fb|t[tw])cl|msclk|[gw]bra|igsh|li_fat_|rdt_c|ScC|mc_c)id|epik)$/;

/** How the visitor came. */
export type Touch = {
  /** The UTM set under the names of the tracking specification, where utm_campaign is the `name`. */
  campaign?: Record<string, string>;
  /** Click ids of ad networks by parameter, e.g. `gclid`. */
  clickIds?: Record<string, string>;
  /** Page of another site that led here. */
  referrer?: string;
  /** First page, without its parameters. */
  landing?: string;
  /** RFC 3339. */
  at?: string;
};

export type Attribution = { first: Touch; last: Touch };

/** UTM parameters and click ids of the present address. */
export const readCampaign = (): Touch => {
  const touch: Touch = {};
  for (const [key, value] of new URLSearchParams(location.search)) {
    const group = CLICK_ID.test(key) ? "clickIds" : key.startsWith("utm_") && "campaign";
    if (!group || !value) continue;
    touch[group] ??= {};
    touch[group][key === "utm_campaign" ? "name" : key.replace("utm_", "")] = value;
  }
  return touch;
};

/** First and last touch of this visitor. A page without campaign and without outside referrer leaves them as they are. */
export const readAttribution = (storage: Storage): Partial<Attribution> => {
  const stored: Partial<Attribution> = Object(readValue(storage, "touch"));
  // The first time that a page writes out costs it .1 ms: here, and not in a call of the page.
  const last: Touch = { at: new Date().toISOString(), ...readCampaign() };
  const { referrer } = document;
  if (referrer && referrer.split("/")[2] !== location.host) last.referrer = referrer;
  if (!Object.keys(last)[1]) return stored;
  last.landing = location.origin + location.pathname;
  stored.first ??= last;
  stored.last = last;
  writeValue(storage, "touch", stored);
  return stored;
};
