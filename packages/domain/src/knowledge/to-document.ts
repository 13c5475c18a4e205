import type { KnowledgeDocument } from "@rapport/contracts/knowledge";
import type { DocumentRow } from "@rapport/store/queries/knowledge";

/** A document as others see it. */
export function toDocument(row: DocumentRow): KnowledgeDocument {
  const { id, kind, key, title, url, language, state, error, notes, parentId, characters, chunks, jobId } = row;
  const times = { createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
  return { id, kind, key, title, url, language, state, error, notes, parentId, characters, chunks, jobId, ...times };
}
