import { readText } from "../../lib/read-search.ts";

/** `campaign`: the one that is open, `new`, or `plan`: agents draft it. `launch`: the launch on Product Hunt that is looked at. */
export type CampaignsSearch = { campaign?: string | undefined; launch?: string | undefined };

export function readCampaignsSearch(search: Record<string, unknown>): CampaignsSearch {
  return { campaign: readText(search.campaign), launch: readText(search.launch) };
}
