import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  goalParamsSchema,
  intentDriftSchema,
  intentGoalSchema,
  intentGoalsSchema,
  putGoalSchema,
  trainIntentsSchema,
  userIntentsSchema,
} from "@rapport/contracts/intents";
import { jobSchema } from "@rapport/contracts/jobs";
import { getIntents } from "@rapport/domain/intents/get-intents";
import { deleteGoal, listGoals, putGoal } from "@rapport/domain/intents/goals";
import { measureDrift } from "@rapport/domain/intents/measure-drift";
import { requestTraining } from "@rapport/domain/intents/request-training";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { afterQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerModels } from "./models.ts";
import { userParamsSchema } from "./users.ts";

const common = { tag: "intents", access: "secret" } as const;
const goal = { ...common, path: "/api/v1/intents/goals/{key}", params: goalParamsSchema };

/** What people are likely to do: one person's intents, the goals, the models behind them. */
export function registerIntents(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/users/{userId}/intents",
      operationId: "getUserIntents",
      summary:
        "How likely a person is to reach each goal and why, next actions, purchases to be expected, sending hours",
      params: userParamsSchema,
      query: afterQuerySchema,
      answer: userIntentsSchema,
    },
    async ({ ctx, params, query }) => {
      if (query.after !== undefined) await services.waitFor(query.after, query.wait);
      return getIntents(ctx, params.userId);
    },
  );
  registerModels(app, services, { kind: "intents", noun: "IntentModel" });
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/intents/models/{modelId}/drift",
      operationId: "getIntentModelDrift",
      summary: "Whether people still look like those that a goal's model was measured on, feature by feature",
      params: z.object({ modelId: z.string().min(1).max(64) }),
      answer: intentDriftSchema,
    },
    ({ ctx, params }) => measureDrift(ctx, params.modelId),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/intents/train",
      operationId: "trainIntents",
      summary: "Train all intent models now; answers the job, the same one while it waits or runs",
      body: trainIntentsSchema,
      answer: jobSchema,
    },
    ({ ctx, body }) => requestTraining(ctx, body),
  );
  registerGoals(app, services);
}

function registerGoals(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/intents/goals",
      operationId: "listIntentGoals",
      summary: "Goals that are predicted, the built-in ones among them",
      query: z.object({ key: z.string().max(63).optional() }),
      answer: intentGoalsSchema,
    },
    async ({ ctx, query }) => {
      const goals = await listGoals(ctx);
      return { data: query.key === undefined ? goals : goals.filter(({ key }) => key === query.key) };
    },
  );
  defineRoute(
    app,
    services,
    {
      ...goal,
      method: "put",
      operationId: "putIntentGoal",
      summary: "Define a goal, or a built-in one anew; it is predicted from the next training on",
      creates: true,
      body: putGoalSchema,
      answer: intentGoalSchema,
      problems: ["conflict"],
    },
    ({ ctx, params, body }) => putGoal(ctx, { key: params.key, ...body }),
  );
  defineRoute(
    app,
    services,
    {
      ...goal,
      method: "delete",
      operationId: "deleteIntentGoal",
      summary: "Delete a goal, or what was defined in place of a built-in one; its models stay",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteGoal(ctx, params.key);
      return { deleted: true } as const;
    },
  );
}
