import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import type { LoggedEvent } from "@rapport/contracts/log";
import { mergeAnswerSchema, mergePageSchema, mergeRequestSchema, mergeSchema } from "@rapport/contracts/merges";
import type { Context } from "@rapport/domain/context";
import { listMerges } from "@rapport/domain/identity/list-merges";
import { planMerge, readMergeAnswer } from "@rapport/domain/identity/plan-merge";
import { undoMerge } from "@rapport/domain/identity/undo-merge";
import { nameActor } from "@rapport/domain/name-actor";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { afterQuerySchema, pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { userParamsSchema } from "./users.ts";

/** Time that a merge may take from the log to the store before the caller is told to look again. */
const FOLD_MS = 10_000;
const MAX_KEY_LENGTH = 255;

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
      await fold(services, ctx, plan.event);
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

/** Puts the merge on the log and waits until it is folded. */
async function fold(services: ApiServices, ctx: Context, event: LoggedEvent): Promise<void> {
  const { projectId, actor } = ctx;
  const batch = { projectId, trusted: true, actor: nameActor(actor), ip: undefined, userAgent: undefined };
  const offset = await services.append({ ...batch, events: [event] });
  if (await services.waitFor(offset, FOLD_MS)) return;
  throw new RapportError("unavailable", "The merge is durable but not done yet; list the person's merges to see it", {
    retryAfterSeconds: 5,
  });
}

function readRequestKey(header: string | undefined): string | undefined {
  if (header === undefined || (header !== "" && header.length <= MAX_KEY_LENGTH)) return header;
  const message = `must have 1 to ${MAX_KEY_LENGTH} characters`;
  throw new RapportError("invalid_parameter", `Idempotency-Key ${message}`, {
    fields: [{ pointer: "/Idempotency-Key", message }],
  });
}
