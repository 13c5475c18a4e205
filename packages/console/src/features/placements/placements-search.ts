import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export type PlacementsSearch = {
  /** Name of the placement that is open. */
  placement?: string | undefined;
  /** A word of its own, because a placement may be called anything. */
  mode?: "add" | undefined;
  /** Absent: its settings. */
  tab?: "results" | "policies" | undefined;
  /** How far back the results reach; absent: 30. */
  days?: number | undefined;
  /** For whom the preview is, and the search for them. */
  person?: string | undefined;
  q?: string | undefined;
};

export function readPlacementsSearch(search: Record<string, unknown>): PlacementsSearch {
  return {
    placement: readText(search.placement),
    mode: readOneOf(search.mode, ["add"]),
    tab: readOneOf(search.tab, ["results", "policies"]),
    days: readInteger(search.days, 1, 90),
    person: readText(search.person),
    q: readText(search.q),
  };
}
