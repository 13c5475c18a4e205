import type { OpenAPIHono } from "@hono/zod-openapi";
import { eventPageSchema } from "@rapport/contracts/events";
import { MESSAGE_TYPES } from "@rapport/contracts/messages";
import { listEvents } from "@rapport/domain/events/list-events";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { afterQuerySchema, pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const querySchema = pageQuerySchema.extend({
  ...afterQuerySchema.shape,
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "is not a cursor of this list")
    .optional(),
  type: z.enum(MESSAGE_TYPES).optional(),
  name: z.string().max(200).optional(),
  profileId: z.string().max(64).optional(),
});

/** Stored events, for the live debugger. */
export function registerEvents(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "get",
      path: "/api/v1/events",
      operationId: "listEvents",
      tag: "events",
      summary: "Stored events, the newest first",
      access: "secret",
      query: querySchema,
      answer: eventPageSchema,
    },
    async ({ ctx, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return listEvents(ctx, query);
    },
  );
}
