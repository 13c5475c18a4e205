import type { OpenAPIHono } from "@hono/zod-openapi";
import { foundListSchema, searchSchema } from "@rapport/contracts/search";
import { searchProject } from "@rapport/domain/search/search-project";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Everything that people named. Profiles, items and leads have searches of their own, because there are so many of them. */
export function registerSearch(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "get",
      path: "/api/v1/search",
      operationId: "searchProject",
      tag: "workspace",
      sifts: true,
      access: "secret",
      summary:
        "Things of the project by a part of their name or the beginning of their id, of those kinds that one may read",
      query: searchSchema,
      answer: foundListSchema,
    },
    ({ ctx, caller, query }) => searchProject(ctx, { ...query, permissions: caller.permissions }),
  );
}
