import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  placementListSchema,
  placementNameSchema,
  placementReportSchema,
  placementSchema,
  policyEvaluationSchema,
  putPlacementSchema,
} from "@rapport/contracts/placements";
import { deletePlacement } from "@rapport/domain/placements/delete-placement";
import { evaluatePolicies } from "@rapport/domain/placements/evaluate-policies";
import { getPlacement, listPlacements } from "@rapport/domain/placements/get-placement";
import { putPlacement } from "@rapport/domain/placements/put-placement";
import { reportPlacement } from "@rapport/domain/placements/report-placement";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const PATH = "/api/v1/placements";
const ONE = { tag: "placements", access: "secret", path: `${PATH}/{name}` } as const;
const params = z.object({ name: placementNameSchema });

/** Places where recommendations are shown: what is shown there, and what came of it. */
export function registerPlacements(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerReads(app, services);
  registerChanges(app, services);
  registerResults(app, services);
}

function registerReads(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      path: PATH,
      operationId: "listPlacements",
      summary: "All placements, by name",
      query: z.object({ name: placementNameSchema.optional() }),
      answer: placementListSchema,
    },
    async ({ ctx, query }) => {
      const all = await listPlacements(ctx);
      return { data: query.name === undefined ? all : all.filter(({ name }) => name === query.name) };
    },
  );
  defineRoute(
    app,
    services,
    { ...ONE, method: "get", operationId: "getPlacement", summary: "One placement", params, answer: placementSchema },
    ({ ctx, params: { name } }) => getPlacement(ctx, { name }),
  );
}

function registerChanges(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "put",
      operationId: "putPlacement",
      summary: "Set up a placement or replace what it says; the next answer goes by it",
      creates: true,
      params,
      body: putPlacementSchema,
      answer: placementSchema,
    },
    ({ ctx, params: { name }, body }) => putPlacement(ctx, { ...body, name }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "delete",
      operationId: "deletePlacement",
      summary: "Take a placement's rules and policy away; its name then has the defaults",
      params,
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params: { name } }) => {
      await deletePlacement(ctx, { name });
      return { deleted: true } as const;
    },
  );
}

function registerResults(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      path: `${PATH}/{name}/report`,
      operationId: "reportPlacement",
      summary: "What was shown, clicked and bought, and the lift over those kept untreated",
      params,
      query: z.object({ days: z.coerce.number().int().min(1).max(90).default(30) }),
      answer: placementReportSchema,
    },
    ({ ctx, params: { name }, query }) => reportPlacement(ctx, { name, ...query }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      path: `${PATH}/{name}/policies`,
      operationId: "evaluatePolicies",
      summary: "What other policies would have earned here, judged by the log: IPS, SNIPS and DR with intervals",
      params,
      answer: policyEvaluationSchema,
    },
    ({ ctx, params: { name } }) => evaluatePolicies(ctx, { name }),
  );
}
