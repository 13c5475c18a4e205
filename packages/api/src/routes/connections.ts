import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  connectionListSchema,
  connectionProviderSchema,
  connectionSchema,
  finishConnectionSchema,
  startConnectionSchema,
  startedConnectionSchema,
} from "@rapport/contracts/connections";
import { deleteConnection } from "@rapport/domain/connections/delete-connection";
import { finishConnection } from "@rapport/domain/connections/finish-connection";
import { listConnections } from "@rapport/domain/connections/list-connections";
import { startConnection } from "@rapport/domain/connections/start-connection";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "connections", access: "secret" } as const;

/** Access to accounts on other services, by OAuth 2. */
export function registerConnections(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/connections",
      operationId: "listConnections",
      summary: "What the project is connected to, and what it could be",
      query: z.object({ provider: connectionProviderSchema.optional() }),
      answer: connectionListSchema,
    },
    ({ ctx, query }) => listConnections(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/connections/start",
      operationId: "startConnection",
      summary: "Where to send the browser for access to an account",
      body: startConnectionSchema,
      answer: startedConnectionSchema,
    },
    ({ ctx, body }) => startConnection(ctx, body),
  );
  registerEnds(app, services);
}

function registerEnds(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/connections/finish",
      operationId: "finishConnection",
      summary: "Keep the access that a provider gave; for whoever asked for it, once",
      body: finishConnectionSchema,
      problems: ["not_found"],
      answer: connectionSchema,
    },
    ({ ctx, body }) => finishConnection(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "delete",
      path: "/api/v1/connections/{connectionId}",
      params: z.object({ connectionId: z.string().min(1).max(64) }),
      operationId: "deleteConnection",
      summary: "Forget a connection with its tokens",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteConnection(ctx, params.connectionId);
      return { deleted: true } as const;
    },
  );
}
