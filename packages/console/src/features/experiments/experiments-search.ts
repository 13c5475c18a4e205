import { readOneOf } from "../../lib/read-search.ts";

/** `form`: an experiment is being made. */
export type ExperimentsSearch = { form?: "new" | undefined };

export function readExperimentsSearch(search: Record<string, unknown>): ExperimentsSearch {
  return { form: readOneOf(search.form, ["new"]) };
}
