import type { RouteExamples } from "./route-examples.ts";

const put = {
  key: "orders_30d",
  description: "Orders of 50 and more within 30 days",
  definition: {
    measure: {
      events: ["Order Completed"],
      where: [{ property: "total", operator: "at_least", value: 50 }],
      calculation: { kind: "count" },
    },
    window: { kind: "rolling", hours: 720 },
  },
} as const;
const trait = {
  ...put,
  id: "trt_01k2m3n4p5q6r7s8t9v0w1x2y3",
  status: "active",
  progress: 1,
  people: 830,
  bucketMinutes: 60,
  createdAt: "2026-01-05T12:00:00.000Z",
  updatedAt: "2026-01-05T12:00:00.000Z",
};
const evidence = {
  name: "Order Completed",
  timestamp: "2026-01-05T11:59:00.000Z",
  messageId: "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b",
};

/** Traits that are made of events. */
export const COMPUTED_TRAIT_EXAMPLES: RouteExamples = {
  listComputedTraits: { answer: { data: [trait] } },
  createComputedTrait: { body: put, answer: { ...trait, status: "backfilling", progress: 0, people: 0 } },
  previewComputedTrait: {
    body: { userId: "ada", definition: put.definition },
    answer: { value: 4, isEstimate: false, eventsRead: 57, isComplete: true, evidence: [evidence] },
  },
  getComputedTrait: { answer: trait },
  updateComputedTrait: { body: put, answer: trait },
  deleteComputedTrait: { answer: { deleted: true } },
};
