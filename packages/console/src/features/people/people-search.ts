import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export type PeopleSearch = { q?: string | undefined; known?: "yes" | "no" | undefined };

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  return { q: readText(search.q), known: readOneOf(search.known, ["yes", "no"]) };
}

export type PersonSearch = {
  /** Absent: timeline. `facts` is a tab on narrow screens only; on wide ones the facts stand beside it. */
  tab?: "recommendations" | "facts" | undefined;
  placement?: string | undefined;
  limit?: number | undefined;
};

export function readPersonSearch(search: Record<string, unknown>): PersonSearch {
  return {
    tab: readOneOf(search.tab, ["recommendations", "facts"]),
    placement: readText(search.placement),
    limit: readInteger(search.limit, 1, 50),
  };
}
