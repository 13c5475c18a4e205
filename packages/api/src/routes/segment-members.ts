import type { OpenAPIHono } from "@hono/zod-openapi";
import { jobSchema } from "@rapport/contracts/jobs";
import {
  exportSegmentSchema,
  segmentHistorySchema,
  segmentMemberPageSchema,
  segmentReasonsSchema,
  segmentVersionsSchema,
  userSegmentsSchema,
} from "@rapport/contracts/segments";
import { explainMember } from "@rapport/domain/segments/explain-member";
import { exportMembers } from "@rapport/domain/segments/export-members";
import { getSegmentHistory, listMembers, listUserSegments, listVersions } from "@rapport/domain/segments/list-members";
import { requestExport } from "@rapport/domain/segments/segment-export";
import { stream } from "hono/streaming";
import { z } from "zod";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import { defineRoute, parsePart } from "../http/define-route.ts";
import { afterQuerySchema, pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { userParamsSchema } from "./users.ts";

const COMMON = { tag: "segments", access: "secret", method: "get" } as const;
const paramsSchema = z.object({ segmentId: z.string().min(1).max(64) });
const PATH = "/api/v1/segments/{segmentId}";

/** Who is in a segment, since when and why; how its size moved; its members as a file. */
export function registerSegmentMembers(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerMembers(app, services);
  registerHistory(app, services);
  registerUserSegments(app, services);
  registerExport(app, services);
  registerWebhookExport(app, services);
}

function registerMembers(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/members`,
      operationId: "listSegmentMembers",
      summary: "Who is in a segment, the latest entry first",
      params: paramsSchema,
      query: pageQuerySchema.extend(afterQuerySchema.shape),
      answer: segmentMemberPageSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return listMembers(ctx, { id: params.segmentId, limit: query.limit, cursor: query.cursor });
    },
  );
}

function registerHistory(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/history`,
      operationId: "getSegmentHistory",
      summary: "How a segment's size moved: the hours in which somebody entered or left",
      params: paramsSchema,
      query: z.object({ days: z.coerce.number().int().min(1).max(730).default(30) }),
      answer: segmentHistorySchema,
    },
    ({ ctx, params, query }) => getSegmentHistory(ctx, { id: params.segmentId, days: query.days }),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/versions`,
      operationId: "listSegmentVersions",
      summary: "What a segment was, the latest version first",
      params: paramsSchema,
      answer: segmentVersionsSchema,
    },
    ({ ctx, params }) => listVersions(ctx, { id: params.segmentId }),
  );
}

function registerUserSegments(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/users/{userId}/segments",
      operationId: "listUserSegments",
      summary: "The segments that one person is in, since when",
      params: userParamsSchema,
      query: afterQuerySchema,
      answer: userSegmentsSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return listUserSegments(ctx, { id: params.userId });
    },
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/members/{userId}/why`,
      operationId: "explainSegmentMember",
      summary: "Why a person is in a segment, or is not: each condition with what says so",
      params: paramsSchema.extend(userParamsSchema.shape),
      answer: segmentReasonsSchema,
    },
    ({ ctx, params }) => explainMember(ctx, params),
  );
}

function registerWebhookExport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: `${PATH}/export`,
      operationId: "exportSegment",
      summary:
        "Send the members to a webhook, in the background: signed, in messages of 200 at most, each tried for days",
      params: paramsSchema,
      body: exportSegmentSchema,
      answer: jobSchema,
    },
    ({ ctx, params, body }) => requestExport(ctx, { segmentId: params.segmentId, webhookId: body.webhookId }),
  );
}

/** A file, page by page: it may be larger than memory. */
function registerExport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/api/v1/segments/:segmentId/export", async (c) => {
    const caller = await authenticate(services, c);
    requireSecret(caller);
    requirePermission(caller, "segments", "read");
    const { segmentId } = parsePart(paramsSchema, c.req.param(), "invalid_parameter");
    const lines = await exportMembers(toContext(services, caller), { id: segmentId });
    c.header("Content-Type", "text/csv; charset=utf-8");
    c.header("Content-Disposition", 'attachment; filename="segment.csv"');
    c.header("Cache-Control", "no-store");
    return stream(c, async (out) => {
      for await (const text of lines) await out.write(text);
    });
  });
}
