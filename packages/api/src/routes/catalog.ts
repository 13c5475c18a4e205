import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  CATALOG_FORMATS,
  catalogItemSchema,
  catalogPageSchema,
  importItemsAnswerSchema,
  upsertItemsAnswerSchema,
  upsertItemsSchema,
} from "@rapport/contracts/catalog";
import { deleteItem } from "@rapport/domain/catalog/delete-item";
import { exportItems } from "@rapport/domain/catalog/export-items";
import { getItem } from "@rapport/domain/catalog/get-item";
import { importItems } from "@rapport/domain/catalog/import-items";
import { listItems } from "@rapport/domain/catalog/list-items";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import { stream } from "hono/streaming";
import { z } from "zod";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const common = { tag: "catalog", access: "secret" } as const;
const itemParams = z.object({ itemId: z.string().min(1).max(255) });

/** The things that can be recommended. */
export function registerCatalog(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerItems(app, services);
  registerItem(app, services);
  registerImport(app, services);
  registerExport(app, services);
}

function registerItems(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      path: "/api/v1/catalog/items",
      operationId: "upsertItems",
      summary: "Add or replace items; they can be recommended at once",
      body: upsertItemsSchema,
      answer: upsertItemsAnswerSchema,
    },
    async ({ ctx, body }) => ({ upserted: await upsertItems(ctx, body) }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/catalog/items",
      operationId: "listItems",
      summary: "The catalog, in the order of its ids",
      query: pageQuerySchema.extend({
        search: z.string().max(255).optional(),
        category: z.string().max(200).optional(),
        type: z.string().max(40).optional(),
      }),
      answer: catalogPageSchema,
    },
    ({ ctx, query }) => listItems(ctx, query),
  );
}

function registerItem(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const path = "/api/v1/catalog/items/{itemId}";
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path,
      operationId: "getItem",
      summary: "One item of the catalog, with its vector",
      params: itemParams,
      answer: catalogItemSchema,
    },
    ({ ctx, params }) => getItem(ctx, { id: params.itemId }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path,
      operationId: "deleteItem",
      summary: "Take an item out of the catalog and of every recommendation",
      params: itemParams,
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteItem(ctx, { id: params.itemId });
      return { deleted: true } as const;
    },
  );
}

function registerImport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/catalog/import",
      operationId: "importItems",
      summary: "Add or replace the items of a file: CSV, JSON lines, or a Google Merchant feed",
      query: z.object({
        format: z.enum(CATALOG_FORMATS),
        delimiter: z.string().length(1).optional(),
        dryRun: z.stringbool().default(false),
      }),
      body: z.string(),
      text: true,
      answer: importItemsAnswerSchema,
    },
    ({ ctx, query, body }) => importItems(ctx, { ...query, text: body }),
  );
}

const MEDIA_TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson" } as const;

/** A stream of any length, so it is no route of the document. */
function registerExport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/api/v1/catalog/export", async (c) => {
    const caller = await authenticate(services, c);
    requireSecret(caller);
    requirePermission(caller, "catalog", "read");
    const format = c.req.query("format") === "csv" ? "csv" : "jsonl";
    c.header("Content-Type", MEDIA_TYPES[format]);
    c.header("Content-Disposition", `attachment; filename="catalog.${format}"`);
    return stream(c, async (out) => {
      for await (const part of exportItems(toContext(services, caller), { format })) {
        if (out.aborted) return;
        await out.write(part);
      }
    });
  });
}
