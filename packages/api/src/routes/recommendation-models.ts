import type { OpenAPIHono } from "@hono/zod-openapi";
import { trainingAnswerSchema, trainingRequestSchema } from "@rapport/contracts/models";
import { requestTraining } from "@rapport/domain/recommendations/training/request-training";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerModels } from "./models.ts";

/** Trained versions of the recommender: list, train, activate. */
export function registerRecommendationModels(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerModels(app, services, {
    kind: "recommendations",
    noun: "RecommendationModel",
    onActivated: (projectId) => services.recommenders.refreshTrained(projectId),
  });
  defineRoute(
    app,
    services,
    {
      tag: "recommendations",
      access: "secret",
      method: "post",
      path: "/api/v1/recommendations/models/train",
      operationId: "trainRecommendationModel",
      summary: "Train a new version in the background; while one is being trained, the answer names that job",
      body: trainingRequestSchema,
      answer: trainingAnswerSchema,
    },
    ({ ctx }) => requestTraining(ctx),
  );
}
