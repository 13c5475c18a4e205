import { readOneOf, readText } from "../../lib/read-search.ts";

export type CatalogSearch = {
  q?: string | undefined;
  category?: string | undefined;
  available?: "yes" | "no" | undefined;
  /** Absent: grid. */
  view?: "table" | undefined;
};

export function readCatalogSearch(search: Record<string, unknown>): CatalogSearch {
  return {
    q: readText(search.q),
    category: readText(search.category),
    available: readOneOf(search.available, ["yes", "no"]),
    view: readOneOf(search.view, ["table"]),
  };
}
