import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";
import { seedIntentModel } from "./seed-intent-model.ts";

const LONG = "x".repeat(256);
const NO_MODEL = "mdl_00000000000000000000000000";
const definition = { kind: "event", event: "Trial Started", horizonDays: 7 };
let modelId = "";

/** A goal to delete, and a model of a goal. */
export async function seedIntents(server: TestServer): Promise<void> {
  const put = { method: "PUT", key: server.secretKey, body: { definition } };
  await server.ask("/api/v1/intents/goals/retired", put);
  modelId = await seedIntentModel(server);
}

export const INTENT_CASES: Record<string, RouteCase> = {
  getUserIntents: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/intents" }),
    bad: { path: `/api/v1/users/${LONG}/intents`, pointer: "/userId" },
    missing: { path: "/api/v1/users/nobody/intents" },
  },
  listIntentModels: {
    access: "secret",
    good: () => ({ path: "/api/v1/intents/models?name=purchase" }),
    bad: { path: "/api/v1/intents/models?limit=0", pointer: "/limit" },
  },
  activateIntentModel: {
    access: "secret",
    good: () => ({ path: `/api/v1/intents/models/${modelId}/activate`, method: "POST" }),
    bad: { path: `/api/v1/intents/models/${LONG}/activate`, method: "POST", pointer: "/modelId" },
    missing: { path: `/api/v1/intents/models/${NO_MODEL}/activate`, method: "POST" },
  },
  getIntentModelDrift: {
    access: "secret",
    good: () => ({ path: `/api/v1/intents/models/${modelId}/drift` }),
    bad: { path: `/api/v1/intents/models/${LONG}/drift`, pointer: "/modelId" },
    missing: { path: `/api/v1/intents/models/${NO_MODEL}/drift` },
  },
  trainIntents: {
    access: "secret",
    good: () => ({ path: "/api/v1/intents/train", body: { only: ["purchase"] } }),
    bad: { path: "/api/v1/intents/train", body: { only: "purchase" }, pointer: "/only" },
  },
  listIntentGoals: {
    access: "secret",
    empty: { data: [{ key: "churn", definition: { kind: "inactivity", horizonDays: 14 }, builtIn: true, own: false }] },
    good: () => ({ path: "/api/v1/intents/goals?key=churn" }),
    bad: { path: `/api/v1/intents/goals?key=${LONG}`, pointer: "/key" },
  },
  putIntentGoal: {
    access: "secret",
    good: () => ({ path: "/api/v1/intents/goals/trial", method: "PUT", body: { definition } }),
    bad: {
      path: "/api/v1/intents/goals/trial",
      method: "PUT",
      body: { definition: { ...definition, horizonDays: 0 } },
      pointer: "/definition/horizonDays",
    },
    conflicting: () => ({ path: "/api/v1/intents/goals/purchases", method: "PUT", body: { definition } }),
  },
  deleteIntentGoal: {
    access: "secret",
    good: () => ({ path: "/api/v1/intents/goals/retired", method: "DELETE" }),
    bad: { path: "/api/v1/intents/goals/Retired", method: "DELETE", pointer: "/key" },
    missing: { path: "/api/v1/intents/goals/unknown", method: "DELETE" },
  },
};
