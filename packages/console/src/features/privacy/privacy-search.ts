import { readOneOf, readText } from "../../lib/read-search.ts";

/** The ids that a person can be named by. */
export const NAMED_BY = ["user", "anonymous", "profile"] as const;
export type NamedBy = (typeof NAMED_BY)[number];

/** What the privacy screen's address says: who was looked for, by which kind of id, and which request is open. */
export type PrivacySearch = { by?: NamedBy | undefined; id?: string | undefined; request?: string | undefined };

export function readPrivacySearch(search: Record<string, unknown>): PrivacySearch {
  return { by: readOneOf(search.by, NAMED_BY), id: readText(search.id), request: readText(search.request) };
}
