import type { OpenAPIHono } from "@hono/zod-openapi";
import { mergeAnswerSchema, mergePageSchema, mergeRequestSchema, mergeSchema } from "@rapport/contracts/merges";
import { listMerges } from "@rapport/domain/identity/list-merges";
import { planMerge, readMergeAnswer } from "@rapport/domain/identity/plan-merge";
import { undoMerge } from "@rapport/domain/identity/undo-merge";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { foldEvent, readRequestKey } from "../http/fold-event.ts";
import { afterQuerySchema, pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { userParamsSchema } from "./users.ts";

const LATE = "The merge is durable but not done yet; list the person's merges to see it";

const COMMON = { tag: "users", access: "secret" } as const;
const mergeParamsSchema = z.object({ mergeId: z.string().min(1).max(64) });
const listQuerySchema = pageQuerySchema.extend({
  ...afterQuerySchema.shape,
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "is not a cursor of this list")
    .optional(),
});

/** People who are one: merge, list what was merged, undo. */
export function registerMerges(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerMerge(app, services);
  registerList(app, services);
  registerUndo(app, services);
}

function registerMerge(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/users/{userId}/merge",
      operationId: "mergeUsers",
      summary:
        "Makes another person part of this one; can be undone. Idempotency-Key makes a request one merge for good",
      params: userParamsSchema,
      body: mergeRequestSchema,
      answer: mergeAnswerSchema,
    },
    async ({ ctx, params, body, c }) => {
      const requestKey = readRequestKey(c.req.header("idempotency-key"));
      const input = { id: params.userId, other: body, requestKey };
      const plan = await planMerge(ctx, input);
      if (plan.kind === "answer") return plan.answer;
      await foldEvent(services, ctx, plan.event, LATE);
      return readMergeAnswer(ctx, input, plan.event.messageId);
    },
  );
}

function registerList(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/users/{userId}/merges",
      operationId: "listUserMerges",
      summary: "Merges that one person took part in, the latest first; undone ones included",
      params: userParamsSchema,
      query: listQuerySchema,
      answer: mergePageSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return listMerges(ctx, { id: params.userId, limit: query.limit, cursor: query.cursor });
    },
  );
}

function registerUndo(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/merges/{mergeId}/undo",
      operationId: "undoMerge",
      summary: "Two merged people stand apart again, each with what they have done since",
      params: mergeParamsSchema,
      answer: mergeSchema,
      problems: ["conflict"],
    },
    ({ ctx, params }) => undoMerge(ctx, params.mergeId),
  );
}
