import { readText } from "../../lib/read-search.ts";

/** What the audit screen's address says. */
export type AuditSearch = { entry?: string | undefined; actor?: string | undefined };

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return { entry: readText(search.entry), actor: readText(search.actor) };
}
