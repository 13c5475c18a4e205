import { readOneOf, readText } from "../../lib/read-search.ts";

const VIEWS = ["boxes", "words"] as const;
export type RuleView = (typeof VIEWS)[number];

/** `segment`: the one that is open, or `new`. `view`: how its rule is shown, boxes when absent. `why`: the member whose reasons are shown. */
export type SegmentsSearch = { segment?: string | undefined; view?: RuleView | undefined; why?: string | undefined };

export function readSegmentsSearch(search: Record<string, unknown>): SegmentsSearch {
  return { segment: readText(search.segment), view: readOneOf(search.view, VIEWS), why: readText(search.why) };
}
