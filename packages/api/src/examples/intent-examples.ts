import type { RouteExamples } from "./route-examples.ts";
import { job } from "./segment-examples.ts";

const definition = { kind: "event", event: "Trial Started", horizonDays: 14 } as const;
const goal = { key: "trial", definition, builtIn: false, own: true };
const purchase = {
  goal: "purchase",
  horizonDays: 7,
  probability: 0.34,
  baseRate: 0.06,
  modelId: "mdl_01k2m3n4p5q6r7s8t9v0w1x2y3",
  modelVersion: 12,
  baseScore: -2.9,
  score: -0.66,
  reasons: [
    { feature: "count_14d:Product Viewed", text: "9 × Product Viewed within 14 days", value: 9, contribution: 1.4 },
  ],
  otherContribution: 0.84,
};
/** Hours of a day by how likely somebody acts in them; they sum to 1. */
const probabilities = Array.from({ length: 24 }, (_, hour) => (hour === 18 ? 0.31 : 0.03));

const model = {
  id: purchase.modelId,
  kind: "intents",
  name: purchase.goal,
  version: purchase.modelVersion,
  status: "active",
  dataFrom: "2025-10-01T00:00:00.000Z",
  dataTo: "2026-01-05T00:00:00.000Z",
  parameters: { trees: 120, learningRate: 0.1 },
  metrics: { auc: 0.89, calibrationError: 0.006, recency: { auc: 0.78 } },
  sizeBytes: 48_213,
  createdAt: "2026-01-05T02:10:00.000Z",
  activatedAt: "2026-01-05T02:10:04.000Z",
};
const drift = { feature: "count_14d:Product Viewed", text: "Product Viewed within 14 days", psi: 0.31, pValue: 0.0004 };

/** Goals and what is expected of people. */
export const INTENT_EXAMPLES: RouteExamples = {
  getUserIntents: {
    answer: {
      userId: "ada",
      at: "2026-01-05T12:00:00.000Z",
      intents: [purchase],
      nextActions: [{ action: "Product Added", probability: 0.41 }],
      purchases: { horizonDays: 30, expected: 0.8, alive: 0.93, averageValue: 42.5, expectedValue: 34 },
      sendTime: { bestHour: 18, probabilities, evidence: 0.7 },
    },
  },
  trainIntents: {
    body: { only: ["purchase"] },
    answer: { ...job, name: "intents-train", key: "purchase", input: { only: ["purchase"] } },
  },
  getIntentModelDrift: {
    answer: { modelId: model.id, people: 9_730, drifted: true, features: [{ ...drift, drifted: true }] },
  },
  listIntentModels: { answer: { data: [model], nextCursor: null } },
  activateIntentModel: { answer: { ...model, version: 11 } },
  deleteIntentGoal: { answer: { deleted: true } },
  listIntentGoals: { answer: { data: [goal] } },
  putIntentGoal: { body: { definition }, answer: goal },
};
