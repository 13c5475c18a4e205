import { readText } from "../../lib/read-search.ts";

export type PlanSearch = {
  /** The event that is open; `new` makes one. */
  event?: string | undefined;
};

export function readPlanSearch(search: Record<string, unknown>): PlanSearch {
  return { event: readText(search.event) };
}
