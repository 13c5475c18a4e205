import { newId } from "@rapport/contracts/ids";
import type { KnowledgeDocument } from "@rapport/contracts/knowledge";
import type { DocumentRow } from "@rapport/store/queries/knowledge";
import {
  findDocumentByKey,
  insertDocument,
  nextKnowledgeRevision,
  updateDocument,
} from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { documentRead } from "./document-read-job.ts";
import { toDocument } from "./to-document.ts";

/** A document that is read by a job: what is known of it before. */
export type OpenedDocument = Pick<DocumentRow, "kind" | "key" | "title" | "url" | "language" | "crawl">;

/** Notes that a document is to be read, and asks for the job; one that is there keeps answering with what it has meanwhile. */
export async function openReading(ctx: Context, input: OpenedDocument): Promise<KnowledgeDocument> {
  const { store, projectId, jobs, now } = ctx;
  await jobs.prepare([documentRead]);
  const row = await store.withTransaction(async (tx) => {
    const revision = await nextKnowledgeRevision(tx, projectId);
    const known = await findDocumentByKey(tx, { projectId, key: input.key });
    const id = known?.id ?? newId("document", now(), ctx.randomBytes(10));
    const { jobId } = await jobs.enqueue(documentRead, {
      projectId,
      input: { documentId: id },
      key: id,
      keyHolds: "open",
      requestedBy: nameActor(ctx.actor),
      tx,
    });
    const time = new Date(now());
    const change = { ...input, state: "reading" as const, error: null, jobId, updatedAt: time };
    if (known) return (await updateDocument(tx, { projectId, id }, change)) ?? known;
    const none = { notes: [], parentId: null, hash: "", characters: 0, chunks: 0 };
    const made = { ...change, ...none, projectId, id, revision, createdAt: time };
    await insertDocument(tx, made);
    return made;
  });
  return toDocument(row);
}
