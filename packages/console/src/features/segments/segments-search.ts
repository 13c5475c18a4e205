import { readText } from "../../lib/read-search.ts";

/** `segment`: the one that is open, or `new`. */
export type SegmentsSearch = { segment?: string | undefined };

export function readSegmentsSearch(search: Record<string, unknown>): SegmentsSearch {
  return { segment: readText(search.segment) };
}
