import { readText } from "../../lib/read-search.ts";

/** `trigger`: the one that is open, or `new`. */
export type TriggersSearch = { trigger?: string | undefined };

export function readTriggersSearch(search: Record<string, unknown>): TriggersSearch {
  return { trigger: readText(search.trigger) };
}
