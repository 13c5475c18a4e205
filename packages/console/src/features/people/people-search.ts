import type { TimelineKind } from "@rapport/contracts/profiles";
import { TIMELINE_KINDS } from "@rapport/contracts/profiles";
import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export type PeopleSearch = { q?: string | undefined; known?: "yes" | "no" | undefined };

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  return { q: readText(search.q), known: readOneOf(search.known, ["yes", "no"]) };
}

export type PersonSearch = {
  /** Absent: timeline. `facts` is a tab on narrow screens only; on wide ones the facts stand beside it. */
  tab?: "intents" | "recommendations" | "facts" | undefined;
  placement?: string | undefined;
  limit?: number | undefined;
  /** Kinds of the timeline, joined by commas; all when absent. */
  kinds?: string | undefined;
  /** The segment whose reasons are shown. */
  why?: string | undefined;
};

export function readPersonSearch(search: Record<string, unknown>): PersonSearch {
  return {
    tab: readOneOf(search.tab, ["intents", "recommendations", "facts"]),
    placement: readText(search.placement),
    limit: readInteger(search.limit, 1, 50),
    kinds: formatKinds(readKinds(readText(search.kinds))),
    why: readText(search.why),
  };
}

/** The kinds of a search parameter, those that there are. */
export function readKinds(text: string | undefined): TimelineKind[] {
  const given = text?.split(",") ?? [];
  return TIMELINE_KINDS.filter((kind) => given.includes(kind));
}

export function formatKinds(kinds: readonly TimelineKind[]): string | undefined {
  return kinds.length === 0 ? undefined : kinds.join(",");
}
