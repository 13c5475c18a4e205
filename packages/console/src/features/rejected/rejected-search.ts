import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export type RejectedSearch = {
  /** Absent: messages rejected at the door. */
  tab?: "dead" | undefined;
  code?: string | undefined;
  /** The one that is open. */
  selected?: number | undefined;
};

export function readRejectedSearch(search: Record<string, unknown>): RejectedSearch {
  return {
    tab: readOneOf(search.tab, ["dead"]),
    code: readText(search.code),
    selected: readInteger(search.selected, 0, Number.MAX_SAFE_INTEGER),
  };
}
