import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  computedTraitSchema,
  computedTraitsSchema,
  previewTraitSchema,
  putComputedTraitSchema,
  traitPreviewSchema,
} from "@rapport/contracts/computed-traits";
import { deleteComputedTrait } from "@rapport/domain/computed-traits/delete-computed-trait";
import { getComputedTrait, listComputedTraits } from "@rapport/domain/computed-traits/list-computed-traits";
import { previewTrait } from "@rapport/domain/computed-traits/preview-trait";
import { createComputedTrait, updateComputedTrait } from "@rapport/domain/computed-traits/put-computed-trait";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const LIST_PATH = "/api/v1/computed-traits";
const common = { tag: "computed traits", access: "secret" } as const;
const one = { ...common, path: `${LIST_PATH}/{traitId}`, params: z.object({ traitId: z.string().min(1).max(64) }) };

/** Traits that are made of events: what defines them, and how far their backfill is. */
export function registerComputedTraits(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: LIST_PATH,
      operationId: "listComputedTraits",
      summary: "The project's computed traits by key, with how far each backfill is",
      query: z.object({ key: z.string().max(63).optional() }),
      answer: computedTraitsSchema,
    },
    ({ ctx, query }) => listComputedTraits(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: LIST_PATH,
      operationId: "createComputedTrait",
      summary: "Define a trait that is made of events; stored events are added up in the background",
      body: putComputedTraitSchema,
      answer: computedTraitSchema,
      problems: ["conflict", "unavailable"],
    },
    ({ ctx, body }) => createComputedTrait(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: `${LIST_PATH}/preview`,
      operationId: "previewComputedTrait",
      summary: "Try a definition on one person; nothing is kept",
      body: previewTraitSchema,
      answer: traitPreviewSchema,
      problems: ["not_found"],
    },
    ({ ctx, body }) => previewTrait(ctx, body),
  );
  registerOne(app, services);
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...one,
      method: "get",
      operationId: "getComputedTrait",
      summary: "One computed trait",
      answer: computedTraitSchema,
    },
    ({ ctx, params }) => getComputedTrait(ctx, params.traitId),
  );
  defineRoute(
    app,
    services,
    {
      ...one,
      method: "put",
      operationId: "updateComputedTrait",
      summary: "Change a computed trait; another definition is added up anew from the stored events",
      body: putComputedTraitSchema,
      answer: computedTraitSchema,
      problems: ["conflict", "unavailable"],
    },
    ({ ctx, params, body }) => updateComputedTrait(ctx, { ...body, id: params.traitId }),
  );
  defineRoute(
    app,
    services,
    {
      ...one,
      method: "delete",
      operationId: "deleteComputedTrait",
      summary: "Delete a computed trait and its values",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteComputedTrait(ctx, params.traitId);
      return { deleted: true } as const;
    },
  );
}
