import { readText } from "../../lib/read-search.ts";

/** `campaign`: the one that is open, or `new`. */
export type CampaignsSearch = { campaign?: string | undefined };

export function readCampaignsSearch(search: Record<string, unknown>): CampaignsSearch {
  return { campaign: readText(search.campaign) };
}
