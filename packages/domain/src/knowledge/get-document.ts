import { RapportError } from "@rapport/contracts/errors";
import type { DocumentDetail, KnowledgeDocument } from "@rapport/contracts/knowledge";
import type { DocumentRow } from "@rapport/store/queries/knowledge";
import {
  deleteDocumentRows,
  findDocument,
  listChunks,
  listDocumentRows,
  nextKnowledgeRevision,
} from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";
import { openReading } from "./open-reading.ts";
import { toDocument } from "./to-document.ts";

export type ListDocumentsInput = {
  limit: number;
  cursor?: string | undefined;
  state?: DocumentRow["state"] | undefined;
  /** Pages that this document's crawl found; documents that somebody added when absent. */
  parent?: string | undefined;
};

/** Documents, the newest first. */
export async function listDocuments(
  ctx: Context,
  { limit, cursor, state, parent = undefined }: ListDocumentsInput,
): Promise<{ data: KnowledgeDocument[]; nextCursor: string | null }> {
  const params = { projectId: ctx.projectId, limit, beforeId: cursor, state, parentId: parent ?? null };
  const rows = await listDocumentRows(ctx.store.db, params);
  return { data: rows.map(toDocument), nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** One document with its chunks. @throws RapportError not_found */
export async function getDocument(ctx: Context, id: string): Promise<DocumentDetail> {
  const row = await requireDocument(ctx, id);
  const parts = await listChunks(ctx.store.db, ctx.projectId, [id]);
  return {
    ...toDocument(row),
    parts: parts.map(({ number, heading, text }) => ({ id: `${id}.${number}`, heading, text })),
  };
}

/** Removes a document and the pages that its crawl found; no question is answered from them any more. @throws RapportError not_found */
export async function deleteDocument(ctx: Context, id: string): Promise<void> {
  const { store, projectId } = ctx;
  const removed = await store.withTransaction(async (tx) => {
    await nextKnowledgeRevision(tx, projectId);
    return deleteDocumentRows(tx, { projectId, id });
  });
  if (removed === 0) throw missing(id);
}

/**
 * Reads a document that lies elsewhere once more.
 * @throws RapportError not_found; conflict for a text or a file, which are replaced by adding them again
 */
export async function refreshDocument(ctx: Context, id: string): Promise<KnowledgeDocument> {
  const row = await requireDocument(ctx, id);
  const { kind, key, title, url, language, crawl } = row;
  if (row.parentId === null && (kind === "url" || kind === "catalog"))
    return openReading(ctx, { kind, key, title, url, language, crawl });
  throw new RapportError(
    "conflict",
    row.parentId === null
      ? `A ${kind} document is replaced by adding it again with the key “${key}”`
      : `This page is refreshed with the document ${row.parentId}, which it belongs to`,
  );
}

/** @throws RapportError not_found */
async function requireDocument({ store, projectId }: Context, id: string): Promise<DocumentRow> {
  const row = await findDocument(store.db, { projectId, id });
  if (row) return row;
  throw missing(id);
}

function missing(id: string): RapportError {
  return new RapportError("not_found", `There is no document “${id}” in this project`);
}
