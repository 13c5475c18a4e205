import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  CONTENT_STATES,
  contentPageSchema,
  contentPieceSchema,
  editContentSchema,
  generateContentSchema,
  generatedContentSchema,
} from "@rapport/contracts/content";
import { CHANNEL_NAMES } from "@rapport/contracts/content-channels";
import { decideContent, editContent, getContent, listContent } from "@rapport/domain/content/content";
import { generateContent } from "@rapport/domain/content/generate-content";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerCalendar } from "./content-calendar.ts";

const COMMON = { tag: "content", access: "secret" } as const;
const paramsSchema = z.object({ contentId: z.string().min(1).max(64) });
const ONE = { ...COMMON, params: paramsSchema, answer: contentPieceSchema } as const;

/** Texts for channels: written from facts, edited and approved by people. */
export function registerContent(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  // Before the route of one piece: the calendar's path would fit that one, too.
  registerCalendar(app, services);
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/content/generate",
      operationId: "generateContent",
      summary: "Write variants for each channel, from the catalog and the facts of a brief",
      body: generateContentSchema,
      answer: generatedContentSchema,
    },
    ({ ctx, body: { waitMs, ...brief } }) => generateContent(ctx, brief, waitMs),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/content",
      operationId: "listContent",
      summary: "Content of the project, the newest first",
      query: pageQuerySchema.extend({
        state: z.enum(CONTENT_STATES).optional(),
        channel: z.enum(CHANNEL_NAMES).optional(),
      }),
      answer: contentPageSchema,
    },
    ({ ctx, query }) => listContent(ctx, query),
  );
  registerOne(app, services);
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const path = "/api/v1/content/{contentId}";
  defineRoute(
    app,
    services,
    { ...ONE, path, method: "get", operationId: "getContent", summary: "One piece with its variants" },
    ({ ctx, params }) => getContent(ctx, params.contentId),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      path,
      method: "put",
      operationId: "editContent",
      summary: "Change texts of variants; they are checked anew",
      problems: ["conflict"],
      body: editContentSchema,
    },
    ({ ctx, params, body }) => editContent(ctx, params.contentId, body.variants),
  );
  for (const [command, state] of [
    ["approve", "approved"],
    ["reject", "rejected"],
  ] as const) {
    defineRoute(
      app,
      services,
      {
        ...ONE,
        path: `${path}/${command}`,
        method: "post",
        operationId: `${command}Content`,
        summary: command === "approve" ? "Approve a piece; one with problems cannot be" : "Reject a piece",
        problems: ["conflict"],
      },
      ({ ctx, params }) => decideContent(ctx, params.contentId, state),
    );
  }
}
