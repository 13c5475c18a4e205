import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  crossingPageSchema,
  putTriggerSchema,
  triggerJobsSchema,
  triggerListSchema,
  triggerSchema,
} from "@rapport/contracts/triggers";
import { listCrossings } from "@rapport/domain/triggers/list-crossings";
import {
  changeTrigger,
  createTrigger,
  deleteTrigger,
  getTrigger,
  listTriggerJobs,
  listTriggers,
} from "@rapport/domain/triggers/triggers";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "triggers", access: "secret" } as const;
const LIST = { ...COMMON, path: "/api/v1/triggers" } as const;
const paramsSchema = z.object({ triggerId: z.string().min(1).max(64) });
const ONE = { ...COMMON, path: "/api/v1/triggers/{triggerId}", params: paramsSchema } as const;
const crossingsQuerySchema = pageQuerySchema.extend({ cursor: z.uuid().optional() });

/** What is started when somebody enters or leaves a segment, or an intent passes a threshold. */
export function registerTriggers(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerCollection(app, services);
  // Before the routes of one: its path has the form of theirs.
  registerLooks(app, services);
  registerOne(app, services);
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...LIST,
      method: "get",
      operationId: "listTriggers",
      summary: "The project's triggers with what came of the last day's crossings",
      query: z.object({ enabled: z.enum(["true", "false"]).optional() }),
      answer: triggerListSchema,
    },
    ({ ctx, query }) => listTriggers(ctx, query.enabled === undefined ? {} : { enabled: query.enabled === "true" }),
  );
  defineRoute(
    app,
    services,
    {
      ...LIST,
      method: "post",
      operationId: "createTrigger",
      summary: "Start a job or a webhook at each crossing from now on",
      body: putTriggerSchema,
      answer: triggerSchema,
    },
    ({ ctx, body }) => createTrigger(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    { ...ONE, method: "get", operationId: "getTrigger", summary: "One trigger", answer: triggerSchema },
    ({ ctx, params }) => getTrigger(ctx, params.triggerId),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "put",
      operationId: "changeTrigger",
      summary: "Change a trigger, switch it off or on",
      body: putTriggerSchema,
      answer: triggerSchema,
    },
    ({ ctx, params, body }) => changeTrigger(ctx, params.triggerId, body),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "delete",
      operationId: "deleteTrigger",
      summary: "Remove a trigger and the log of its crossings",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteTrigger(ctx, params.triggerId);
      return { deleted: true } as const;
    },
  );
}

function registerLooks(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      path: "/api/v1/triggers/{triggerId}/crossings",
      method: "get",
      operationId: "listCrossings",
      summary: "Who crossed a trigger and what came of it, the latest first",
      query: crossingsQuerySchema,
      answer: crossingPageSchema,
    },
    ({ ctx, params, query }) => listCrossings(ctx, { ...params, ...query }),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/triggers/jobs",
      method: "get",
      operationId: "listTriggerJobs",
      summary: "Jobs that a trigger may start",
      query: z.object({ name: z.string().max(64).optional() }),
      answer: triggerJobsSchema,
    },
    async ({ ctx, query }) => listTriggerJobs(ctx, query),
  );
}
