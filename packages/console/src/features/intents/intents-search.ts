import { readText } from "../../lib/read-search.ts";

export type IntentsSearch = {
  /** Whose versions are shown: a goal's key, `next_action`, `purchases` or `send_time`. */
  name?: string | undefined;
};

export function readIntentsSearch(search: Record<string, unknown>): IntentsSearch {
  return { name: readText(search.name) };
}
