import { readText } from "../../lib/read-search.ts";

export type ModelsSearch = {
  /** Version that is looked at; absent: the active one. */
  selected?: string | undefined;
};

export function readModelsSearch(search: Record<string, unknown>): ModelsSearch {
  return { selected: readText(search.selected) };
}
