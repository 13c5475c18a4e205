import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  planEventSchema,
  planSchema,
  planViolationsSchema,
  putPlanEventSchema,
} from "@rapport/contracts/tracking-plan";
import { deletePlanEvent } from "@rapport/domain/tracking-plan/delete-plan-event";
import { getPlan, getPlanEvent, listViolations } from "@rapport/domain/tracking-plan/get-plan";
import { putPlanEvent } from "@rapport/domain/tracking-plan/put-plan-event";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const paramsSchema = z.object({ name: z.string().min(1).max(200) });
const EVENT_PATH = "/api/v1/tracking-plan/events/{name}";

/** What the properties of each event must look like, and what happens when they do not. */
export function registerTrackingPlan(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "tracking plan", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/tracking-plan",
      operationId: "getPlan",
      summary: "The events of the tracking plan, by name",
      query: z.object({ name: z.string().max(200).optional() }),
      answer: planSchema,
    },
    ({ ctx, query }) => getPlan(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/tracking-plan/violations",
      operationId: "listPlanViolations",
      summary: "Where events broke the plan, counted by day and place, the newest day first",
      query: z.object({ name: z.string().max(200).optional() }),
      answer: planViolationsSchema,
    },
    ({ ctx, query }) => listViolations(ctx, query),
  );
  registerPlanEvent(app, services);
}

function registerPlanEvent(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "tracking plan", access: "secret", path: EVENT_PATH, params: paramsSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "getPlanEvent",
      summary: "One event of the tracking plan",
      answer: planEventSchema,
    },
    ({ ctx, params }) => getPlanEvent(ctx, params),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      creates: true,
      operationId: "putPlanEvent",
      summary:
        "Add an event to the tracking plan or replace it: the JSON Schema (draft 7) of its properties, and the mode",
      body: putPlanEventSchema,
      answer: planEventSchema,
    },
    ({ ctx, params, body }) => putPlanEvent(ctx, { ...body, name: params.name }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      operationId: "deletePlanEvent",
      summary: "Take an event out of the tracking plan",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deletePlanEvent(ctx, params);
      return { deleted: true } as const;
    },
  );
}
