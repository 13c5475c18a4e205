import type { OpenAPIHono } from "@hono/zod-openapi";
import { putRetentionSchema, retentionSchema } from "@rapport/contracts/retention";
import { getRetention, putRetention } from "@rapport/domain/retention/retention";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "privacy", access: "secret", path: "/api/v1/retention", answer: retentionSchema } as const;

/** How long a project keeps its events. */
export function registerRetention(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      operationId: "getEventRetention",
      summary: "How long the project keeps its events, and which were deleted when",
      query: z.strictObject({}),
    },
    ({ ctx }) => getRetention(ctx, services.retentionDays),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "put",
      operationId: "putEventRetention",
      summary:
        "Set how long the project keeps its events; older ones are deleted within a quarter of an hour, for good",
      body: putRetentionSchema,
    },
    ({ ctx, body }) => putRetention(ctx, body, services.retentionDays),
  );
}
