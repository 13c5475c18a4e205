import { createHash } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { KNOWLEDGE_LIMITS } from "@rapport/contracts/knowledge";
import type { Database } from "@rapport/store/database";
import type { DocumentRow, NewChunk } from "@rapport/store/queries/knowledge";
import {
  countKnowledge,
  findDocumentByKey,
  insertDocument,
  nextKnowledgeRevision,
  replaceChunks,
  updateDocument,
} from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";

/** What is kept of a document, and the chunks that it is searched by. */
export type StoredDocument = Pick<DocumentRow, "kind" | "key" | "title" | "url" | "language" | "notes"> & {
  chunks: readonly NewChunk[];
  parentId?: string;
  /** `reading` while there is more to come; `ready` when absent. */
  state?: "reading" | "ready";
};

/**
 * Puts a document in place of the one with its key, or adds it; it answers questions once this resolves. What has not changed is not
 * written again.
 * @throws RapportError conflict when the project's documents or chunks are used up, or the key is a page of another document
 */
export async function storeDocument(ctx: Context, input: StoredDocument): Promise<DocumentRow> {
  return ctx.store.withTransaction((tx) => storeDocumentIn(tx, ctx, input));
}

async function storeDocumentIn(tx: Database, ctx: Context, input: StoredDocument): Promise<DocumentRow> {
  const { projectId } = ctx;
  const hash = hashChunks(input);
  // Taken first: whoever else writes to this knowledge base waits here, so that counts and keys hold.
  const revision = await nextKnowledgeRevision(tx, projectId);
  const known = await findDocumentByKey(tx, { projectId, key: input.key });
  const parentId = input.parentId ?? null;
  if (known && known.parentId !== parentId) throw takenKey(known, parentId);
  await requireRoom(tx, projectId, known?.id, input.chunks.length);
  const { chunks, parentId: _, state = "ready", ...said } = input;
  const changed = {
    ...said,
    state,
    error: null,
    hash,
    characters: chunks.reduce((sum, { text }) => sum + text.length, 0),
    chunks: chunks.length,
    updatedAt: new Date(ctx.now()),
    ...(known?.hash === hash ? {} : { revision }),
  };
  const row = known
    ? { ...known, ...changed }
    : {
        ...changed,
        projectId,
        id: newId("document", ctx.now(), ctx.randomBytes(10)),
        parentId,
        crawl: null,
        jobId: null,
        revision,
        createdAt: new Date(ctx.now()),
      };
  if (known) await updateDocument(tx, { projectId, id: known.id }, changed);
  else await insertDocument(tx, row);
  if (known?.hash !== hash) await replaceChunks(tx, { projectId, documentId: row.id }, chunks);
  return row;
}

/** @throws RapportError conflict naming which bound is reached */
async function requireRoom(tx: Database, projectId: string, id: string | undefined, chunks: number): Promise<void> {
  const used = await countKnowledge(tx, projectId, id ?? "");
  if (used.documents >= KNOWLEDGE_LIMITS.documents)
    throw new RapportError(
      "conflict",
      `A project has at most ${KNOWLEDGE_LIMITS.documents} documents; delete one first`,
    );
  if (used.chunks + chunks <= KNOWLEDGE_LIMITS.chunks) return;
  throw new RapportError(
    "conflict",
    `This document has ${chunks} chunks and the project ${used.chunks} of at most ${KNOWLEDGE_LIMITS.chunks}; delete documents first`,
  );
}

function takenKey(known: DocumentRow, parentId: string | null): RapportError {
  const message =
    parentId === null
      ? `“${known.key}” is a page of the document ${known.parentId}; delete that one or choose another key`
      : `“${known.key}” is a document of its own and stays one`;
  return new RapportError("conflict", message, { fields: [{ pointer: "/key", message }] });
}

function hashChunks({ title, language, url, chunks }: StoredDocument): string {
  return createHash("sha256")
    .update(JSON.stringify([title, language, url, chunks]))
    .digest("hex");
}
