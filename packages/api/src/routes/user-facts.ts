import type { OpenAPIHono } from "@hono/zod-openapi";
import { traitOriginsSchema, visitsSchema } from "@rapport/contracts/profiles";
import { getVisits } from "@rapport/domain/profiles/get-visits";
import { listTraitOrigins } from "@rapport/domain/profiles/list-trait-origins";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { userParamsSchema } from "./users.ts";

/** What is known about one person, with where it comes from. */
export function registerUserFacts(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { method: "get", tag: "users", access: "secret", params: userParamsSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/users/{userId}/traits",
      operationId: "listUserTraits",
      summary: "One person's traits, each with the message, client and key that set it",
      answer: traitOriginsSchema,
    },
    ({ ctx, params }) => listTraitOrigins(ctx, params.userId),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/users/{userId}/visits",
      operationId: "getUserVisits",
      summary: "One person's visits: how many, how long, the latest ones",
      answer: visitsSchema,
    },
    ({ ctx, params }) => getVisits(ctx, params.userId),
  );
}
