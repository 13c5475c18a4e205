import { readOneOf, readText } from "../../lib/read-search.ts";

/** How a document is added. */
export const WAYS = ["text", "file", "url"] as const;
export type Way = (typeof WAYS)[number];

/** `q`: the question that is answered; `document`: the one that is open; `add`: the form that is open. */
export type KnowledgeSearch = { q?: string | undefined; document?: string | undefined; add?: Way | undefined };

export function readKnowledgeSearch(search: Record<string, unknown>): KnowledgeSearch {
  return { q: readText(search.q), document: readText(search.document), add: readOneOf(search.add, WAYS) };
}
