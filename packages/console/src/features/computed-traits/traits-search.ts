import { readText } from "../../lib/read-search.ts";

export type TraitsSearch = {
  /** The trait that is open; `new` makes one. */
  trait?: string | undefined;
  /** Whom the definition is tried on. */
  person?: string | undefined;
};

export function readTraitsSearch(search: Record<string, unknown>): TraitsSearch {
  return { trait: readText(search.trait), person: readText(search.person) };
}
