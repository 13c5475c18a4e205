import type { OpenAPIHono } from "@hono/zod-openapi";
import { lookalikeAnswerSchema, lookalikeRequestSchema } from "@rapport/contracts/lookalike";
import { findLookalikes } from "@rapport/domain/lookalike/find-lookalikes";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Who behaves like these people. */
export function registerLookalike(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      tag: "segments",
      access: "secret",
      method: "post",
      path: "/api/v1/segments/lookalike",
      operationId: "findLookalikes",
      summary: "People whose behaviour is most like that of a seed, with their similarity",
      body: lookalikeRequestSchema,
      answer: lookalikeAnswerSchema,
    },
    ({ ctx, body }) => findLookalikes(ctx, body),
  );
}
