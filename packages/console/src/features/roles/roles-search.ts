import { readText } from "../../lib/read-search.ts";

/** `role`: the one that is open, or `new`. */
export type RolesSearch = { role?: string | undefined };

export function readRolesSearch(search: Record<string, unknown>): RolesSearch {
  return { role: readText(search.role) };
}
