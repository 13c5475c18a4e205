import { readText } from "../../lib/read-search.ts";

/** `trigger`: the one that is open, or `new`; `edit`: its fields are open, too. */
export type TriggersSearch = { trigger?: string | undefined; edit?: true | undefined };

export function readTriggersSearch(search: Record<string, unknown>): TriggersSearch {
  return { trigger: readText(search.trigger), edit: search.edit === true ? true : undefined };
}
