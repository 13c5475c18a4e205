import type { OpenAPIHono } from "@hono/zod-openapi";
import { lookUpPersonSchema, personLookupSchema } from "@rapport/contracts/privacy";
import { lookUpPerson } from "@rapport/domain/privacy/look-up-person";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Whom an id leads to. A body, not a path: whoever keeps the addresses of requests keeps no ids of people by it. */
export function registerPersonLookup(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      verb: "read",
      method: "post",
      path: "/api/v1/privacy/lookup",
      operationId: "lookUpPerson",
      tag: "privacy",
      access: "secret",
      work: "read",
      summary: "Whom an id leads to, whether what is sent under it is left out, and the requests about it",
      body: lookUpPersonSchema,
      answer: personLookupSchema,
    },
    ({ ctx, body }) => lookUpPerson(ctx, body),
  );
}
