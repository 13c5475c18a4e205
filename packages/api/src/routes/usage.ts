import type { OpenAPIHono } from "@hono/zod-openapi";
import { usageSchema } from "@rapport/contracts/usage";
import { getUsage } from "@rapport/domain/usage/get-usage";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const querySchema = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

/** What the workspace has sent, against what its plan allows. */
export function registerUsage(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "get",
      path: "/api/v1/usage",
      operationId: "getUsage",
      tag: "workspace",
      summary: "Events of the workspace by UTC day, against the quota of its plan",
      access: "secret",
      query: querySchema,
      answer: usageSchema,
    },
    ({ ctx, query }) => getUsage(ctx, { quota: services.quota, days: query.days }),
  );
}
