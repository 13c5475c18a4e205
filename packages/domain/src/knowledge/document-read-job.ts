import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";
import type { RunningJob } from "../jobs/job-handler.ts";

/** Key of the document that stands for the catalog. */
export const CATALOG_KEY = "catalog:";

/** What a reading job gives a reader of documents. */
export type ReadingJob = Pick<RunningJob<unknown>, "signal" | "report">;

/** Reads a document that lies elsewhere: a site's pages, the catalog. */
export const documentRead = defineJob({
  name: "document-read",
  input: z.object({ documentId: z.string() }),
  concurrency: 2,
  retries: 2,
  timeoutMs: 20 * 60_000,
});
