import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  calendarQuerySchema,
  contentCalendarSchema,
  contentExperimentSchema,
  contentPieceSchema,
  matchVoiceSchema,
  scheduleContentSchema,
  voiceMatchSchema,
} from "@rapport/contracts/content";
import { experimentSchema } from "@rapport/contracts/experiments";
import { draftContentExperiment } from "@rapport/domain/content/draft-content-experiment";
import { judgeVoice } from "@rapport/domain/content/judge-voice";
import { readCalendar, scheduleContent, unscheduleContent } from "@rapport/domain/content/schedule-content";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "content", access: "secret" } as const;
const PATH = "/api/v1/content/{contentId}";
const ONE = {
  ...COMMON,
  params: z.object({ contentId: z.string().min(1).max(64) }),
  problems: ["conflict"],
} as const;

/** When pieces go out, and which of their variants does better. */
export function registerCalendar(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/content/calendar",
      operationId: "readContentCalendar",
      summary: "Pieces with a time between two moments, the earliest first",
      query: calendarQuerySchema,
      answer: contentCalendarSchema,
    },
    ({ ctx, query }) => readCalendar(ctx, query),
  );
  registerSchedule(app, services);
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/content/voice",
      operationId: "matchVoice",
      verb: "read",
      summary: "How far a text is in the voice of others that are given; nothing is kept",
      body: matchVoiceSchema,
      answer: voiceMatchSchema,
    },
    async ({ body }) => judgeVoice(body),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "post",
      path: `${PATH}/experiment`,
      operationId: "draftContentExperiment",
      summary: "Make the variants of an approved piece the arms of an experiment, as a draft",
      body: contentExperimentSchema,
      answer: experimentSchema,
    },
    ({ ctx, params, body }) => draftContentExperiment(ctx, params.contentId, body.unit),
  );
}

function registerSchedule(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const schedule = { ...ONE, path: `${PATH}/schedule`, answer: contentPieceSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...schedule,
      method: "put",
      operationId: "scheduleContent",
      summary: "Give a piece a time: it is published then, if it is approved by that time",
      body: scheduleContentSchema,
    },
    ({ ctx, params, body }) => scheduleContent(ctx, params.contentId, body),
  );
  defineRoute(
    app,
    services,
    { ...schedule, method: "delete", operationId: "unscheduleContent", summary: "Take a piece off the calendar" },
    ({ ctx, params }) => unscheduleContent(ctx, params.contentId),
  );
}
