import type { OpenAPIHono } from "@hono/zod-openapi";
import { profilePageSchema, profileSchema, TIMELINE_KINDS, timelinePageSchema } from "@rapport/contracts/profiles";
import { getProfile } from "@rapport/domain/profiles/get-profile";
import { getTimeline } from "@rapport/domain/profiles/get-timeline";
import { listProfiles } from "@rapport/domain/profiles/list-profiles";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { afterQuerySchema, pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** The host application's user id, or a profile id `pro_…` for people without one. */
export const userParamsSchema = z.object({ userId: z.string().min(1).max(255) });

const kindsSchema = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(TIMELINE_KINDS)));

/** People: the list, one person, one person's timeline. */
export function registerUsers(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { method: "get", tag: "users", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/users",
      operationId: "listUsers",
      summary: "People, the last seen first; search looks into ids, e-mail and name",
      query: pageQuerySchema.extend({ search: z.string().max(255).optional() }),
      answer: profilePageSchema,
    },
    ({ ctx, query }) => listProfiles(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/users/{userId}",
      operationId: "getUser",
      summary: "The live profile of one person",
      params: userParamsSchema,
      query: afterQuerySchema,
      answer: profileSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return getProfile(ctx, params.userId);
    },
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/users/{userId}/timeline",
      operationId: "getUserTimeline",
      summary: "One person's events by visit, the latest first; of some kinds only: `?kinds=page,recommendation`",
      params: userParamsSchema,
      query: pageQuerySchema.extend({ ...afterQuerySchema.shape, kinds: kindsSchema.optional() }),
      answer: timelinePageSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return getTimeline(ctx, { ...query, id: params.userId });
    },
  );
}
