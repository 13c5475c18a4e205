import { RapportError } from "@rapport/contracts/errors";
import type { DocumentRow } from "@rapport/store/queries/knowledge";
import { findDocument, updateDocument } from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { handleJob, JobRefused } from "../jobs/job-handler.ts";
import { readCatalogDocument } from "./catalog-chunks.ts";
import { crawlDocument } from "./crawling/crawl-document.ts";
import type { ReadingJob } from "./document-read-job.ts";
import { documentRead } from "./document-read-job.ts";

export const handleDocumentRead = handleJob(documentRead, readDocument);

/** Reads one document; a repetition reads it anew and replaces what was read. A document that is gone ends the job. */
async function readDocument(ctx: Context, job: RunningJob<{ documentId: string }>): Promise<{ pages: number }> {
  const place = { projectId: ctx.projectId, id: job.input.documentId };
  const document = await findDocument(ctx.store.db, place);
  if (!document) throw new JobRefused("The document was deleted before it was read");
  try {
    return await read(ctx, document, job);
  } catch (error) {
    if (!job.signal.aborted) {
      const message = (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
      await updateDocument(ctx.store.db, place, { state: "failed", error: message, updatedAt: new Date(ctx.now()) });
    }
    if (error instanceof RapportError && !error.retryable) throw new JobRefused(error.message, { cause: error });
    throw error;
  }
}

function read(ctx: Context, document: DocumentRow, job: ReadingJob): Promise<{ pages: number }> {
  return document.kind === "catalog" ? readCatalogDocument(ctx, document, job) : crawlDocument(ctx, document, job);
}
