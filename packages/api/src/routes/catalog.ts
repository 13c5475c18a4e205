import type { OpenAPIHono } from "@hono/zod-openapi";
import { catalogPageSchema, upsertItemsAnswerSchema, upsertItemsSchema } from "@rapport/contracts/catalog";
import { deleteItem } from "@rapport/domain/catalog/delete-item";
import { listItems } from "@rapport/domain/catalog/list-items";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** The things that can be recommended. */
export function registerCatalog(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "catalog", access: "secret" } as const;
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
      }),
      answer: catalogPageSchema,
    },
    ({ ctx, query }) => listItems(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path: "/api/v1/catalog/items/{itemId}",
      operationId: "deleteItem",
      summary: "Take an item out of the catalog and of every recommendation",
      params: z.object({ itemId: z.string().min(1).max(255) }),
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteItem(ctx, { id: params.itemId });
      return { deleted: true } as const;
    },
  );
}
