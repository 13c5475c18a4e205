import type { OpenAPIHono } from "@hono/zod-openapi";
import { deadLetterPageSchema, replayAnswerSchema, replayRequestSchema } from "@rapport/contracts/dead-letters";
import { rejectCodeSchema } from "@rapport/contracts/errors";
import { rejectedPageSchema } from "@rapport/contracts/rejected";
import { listDeadLetters } from "@rapport/domain/events/list-dead-letters";
import { listRejected } from "@rapport/domain/events/list-rejected";
import { replayDeadLetters } from "@rapport/domain/events/replay-dead-letters";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const cursor = z
  .string()
  .regex(/^\d{1,15}$/, "is not a cursor of this list")
  .optional();
const deadParamsSchema = z.object({ id: z.string().regex(/^\d{1,15}$/, "is not the id of a dead letter") });

/** What was rejected at the door, and what was accepted but could not be applied. */
export function registerRejected(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "events", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/events/rejected",
      operationId: "listRejected",
      summary: "Messages rejected at the door: samples, the newest first, and exact counts by day and reason",
      query: pageQuerySchema.extend({ cursor, code: rejectCodeSchema.optional() }),
      answer: rejectedPageSchema,
    },
    async ({ ctx, query }) => {
      // What this process has noted and not written yet belongs to the answer.
      await services.intake.flush();
      return listRejected(ctx, query);
    },
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/events/dead",
      operationId: "listDeadLetters",
      summary: "Accepted events that could not be applied, with their error, the newest first",
      query: pageQuerySchema.extend({ cursor, code: z.string().max(50).optional() }),
      answer: deadLetterPageSchema,
    },
    ({ ctx, query }) => listDeadLetters(ctx, query),
  );
  registerReplay(app, services);
}

function registerReplay(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "events", access: "secret", method: "post", answer: replayAnswerSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/events/dead/replay",
      operationId: "replayDeadLetters",
      summary: "Try dead letters once more, the oldest first; each is stored at most once",
      body: replayRequestSchema,
    },
    ({ ctx, body }) => replayDeadLetters(ctx, services, body),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/events/dead/{id}/replay",
      operationId: "replayDeadLetter",
      summary: "Try one dead letter once more",
      params: deadParamsSchema,
    },
    ({ ctx, params }) => replayDeadLetters(ctx, services, { id: Number(params.id), limit: 1, dryRun: false }),
  );
}
