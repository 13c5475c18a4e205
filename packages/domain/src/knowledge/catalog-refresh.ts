import { findDocumentByKey } from "@rapport/store/queries/knowledge";
import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { readCatalogDocument } from "./catalog-chunks.ts";
import { CATALOG_KEY } from "./document-read-job.ts";

/** Keeps the catalog's document current where a project has one. */
const catalogRefresh = defineJob({
  name: "catalog-document-refresh",
  input: z.object({}),
  cron: "*/10 * * * *",
  quiet: true,
});

export const handleCatalogRefresh = handleJob(catalogRefresh, async (ctx, job) => {
  const document = await findDocumentByKey(ctx.store.db, { projectId: ctx.projectId, key: CATALOG_KEY });
  // One that is being read, or could not be, is its own job's concern.
  return document?.state === "ready" ? readCatalogDocument(ctx, document, job) : { pages: 0 };
});
