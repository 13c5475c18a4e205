import { readText } from "../../lib/read-search.ts";

/** `campaign`: the one that is open, `new`, or `plan`: agents draft it. */
export type CampaignsSearch = { campaign?: string | undefined };

export function readCampaignsSearch(search: Record<string, unknown>): CampaignsSearch {
  return { campaign: readText(search.campaign) };
}
