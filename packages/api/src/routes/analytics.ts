import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  attributionQuerySchema,
  attributionSchema,
  dashboardQuerySchema,
  dashboardSchema,
  funnelQuerySchema,
  funnelSchema,
  overviewSchema,
  pathsQuerySchema,
  pathsSchema,
  retentionQuerySchema,
  retentionSchema,
} from "@rapport/contracts/analytics";
import { getAttribution } from "@rapport/domain/analytics/get-attribution";
import { getDashboard } from "@rapport/domain/analytics/get-dashboard";
import { getFunnel } from "@rapport/domain/analytics/get-funnel";
import { getOverview } from "@rapport/domain/analytics/get-overview";
import { getPaths } from "@rapport/domain/analytics/get-paths";
import { getRetention } from "@rapport/domain/analytics/get-retention";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "analytics", access: "secret", method: "get" } as const;
const PATH = "/api/v1/analytics";

/** Numbers of a project, from its events. */
export function registerAnalytics(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerOverview(app, services);
  registerBehaviour(app, services);
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/attribution`,
      operationId: "getAttribution",
      summary: "What conversions owe to which channel: first, last, linear and position-based",
      query: attributionQuerySchema,
      answer: attributionSchema,
    },
    ({ ctx, query }) => getAttribution(ctx, query),
  );
}

function registerOverview(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/overview",
      operationId: "getOverview",
      summary: "What changed, what needs somebody, and what was earned; as far as the caller may know",
      query: z.strictObject({}),
      answer: overviewSchema,
    },
    ({ ctx, caller }) => {
      const may = (area: string) => caller.permissions.includes(`${area}:read`);
      const sees = { approvals: may("approvals"), events: may("events"), jobs: may("jobs") };
      const more = { workspace: may("workspace"), placements: may("placements") };
      return getOverview(ctx, { quota: services.quota, sees: { ...sees, ...more } });
    },
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/dashboard`,
      operationId: "getDashboard",
      summary: "Events, people, conversions and their value by UTC day, and the most frequent events",
      query: dashboardQuerySchema,
      answer: dashboardSchema,
    },
    ({ ctx, query }) => getDashboard(ctx, query),
  );
}

function registerBehaviour(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/funnel`,
      operationId: "getFunnel",
      summary: 'How far people get through steps in order: `?steps=["Product Viewed","Order Completed"]`',
      query: funnelQuerySchema,
      answer: funnelSchema,
    },
    ({ ctx, query }) => getFunnel(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/retention`,
      operationId: "getRetention",
      summary: "Who came back, by the day or week in which they started",
      query: retentionQuerySchema,
      answer: retentionSchema,
    },
    ({ ctx, query }) => getRetention(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/paths`,
      operationId: "getPaths",
      summary: "What follows what in visits, from their beginning or from an event",
      query: pathsQuerySchema,
      answer: pathsSchema,
    },
    ({ ctx, query }) => getPaths(ctx, query),
  );
}
