import { readText } from "../../lib/read-search.ts";

export type PlanSearch = {
  /** The event that is open. */
  event?: string | undefined;
  /** Whether one is being added. */
  add?: true | undefined;
};

export function readPlanSearch(search: Record<string, unknown>): PlanSearch {
  return { event: readText(search.event), add: search.add === true || undefined };
}
