import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export type RecommendationsSearch = {
  /** Absent: for a person. */
  mode?: "item" | undefined;
  q?: string | undefined;
  person?: string | undefined;
  item?: string | undefined;
  placement?: string | undefined;
  limit?: number | undefined;
};

export function readRecommendationsSearch(search: Record<string, unknown>): RecommendationsSearch {
  return {
    mode: readOneOf(search.mode, ["item"]),
    q: readText(search.q),
    person: readText(search.person),
    item: readText(search.item),
    placement: readText(search.placement),
    limit: readInteger(search.limit, 1, 50),
  };
}
