import type { GoalDefinition } from "@rapport/contracts/intents";
import { intentDriftSchema, intentGoalSchema, intentGoalsSchema, userIntentsSchema } from "@rapport/contracts/intents";
import { jobSchema } from "@rapport/contracts/jobs";
import { modelPageSchema, modelSchema } from "@rapport/contracts/models";
import { z } from "zod";
import { request, userPath } from "../../lib/api.ts";

const PATH = "/api/v1/intents";
const modelPath = (id: string) => `${PATH}/models/${encodeURIComponent(id)}`;
const goalPath = (key: string) => `${PATH}/goals/${encodeURIComponent(key)}`;

export const intentsApi = {
  ofPerson: (id: string, signal?: AbortSignal) =>
    request(`${userPath(id)}/intents`, { schema: userIntentsSchema, signal }),
  models: (signal?: AbortSignal) => request(`${PATH}/models?limit=200`, { schema: modelPageSchema, signal }),
  activate: (id: string) => request(`${modelPath(id)}/activate`, { method: "POST", schema: modelSchema }),
  drift: (id: string, signal?: AbortSignal) => request(`${modelPath(id)}/drift`, { schema: intentDriftSchema, signal }),
  train: () => request(`${PATH}/train`, { method: "POST", body: {}, schema: jobSchema }),
  goals: (signal?: AbortSignal) => request(`${PATH}/goals`, { schema: intentGoalsSchema, signal }),
  putGoal: (key: string, definition: GoalDefinition) =>
    request(goalPath(key), { method: "PUT", body: { definition }, schema: intentGoalSchema }),
  deleteGoal: (key: string) => request(goalPath(key), { method: "DELETE", schema: z.unknown() }),
};
