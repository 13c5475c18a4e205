import type { RouteExamples } from "./route-examples.ts";

const id = "trg_01k2m3n4p5q6r7s8t9v0w1x2y3";
const put = {
  name: "Win back who is about to leave",
  enabled: true,
  source: { kind: "intent", goal: "churn", direction: "above", threshold: 0.7, hysteresis: 0.05 },
  action: { kind: "webhook", webhookId: "whk_01k2m3n4p5q6r7s8t9v0w1x2y4" },
  cooldownSeconds: 604_800,
  ratePerHour: 500,
};
const lastDay = { waiting: 0, fired: 31, held_back: 4, failed: 0 };
const trigger = {
  ...put,
  id,
  createdAt: "2026-01-02T09:00:00.000Z",
  lastDay,
  lastFiredAt: "2026-01-05T11:58:00.000Z",
};
const agent = {
  name: "Write to new customers",
  source: { kind: "segment", segmentId: "seg_01k2m3n4p5q6r7s8t9v0w1x2y5", on: "entered" },
  action: { kind: "job", name: "agent-run-start", input: { graph: "analytics", input: { campaignId: "cmp_1" } } },
};
const crossing = {
  id: "01978a1c-0000-7000-8000-000000000001",
  triggerId: id,
  profileId: "pro_01k2m3n4p5q6r7s8t9v0w1x2y6",
  userId: "ada",
  at: "2026-01-05T11:58:00.000Z",
  state: "fired",
  reason: null,
  probability: 0.74,
  startedId: "dlv_01k2m3n4p5q6r7s8t9v0w1x2y7",
  firedAt: "2026-01-05T11:58:00.200Z",
};

/** Triggers and who crossed them. */
export const TRIGGER_EXAMPLES: RouteExamples = {
  listTriggers: { answer: { data: [trigger], nextCursor: null } },
  createTrigger: { body: agent, answer: trigger },
  getTrigger: { answer: trigger },
  changeTrigger: { body: put, answer: trigger },
  deleteTrigger: { answer: { deleted: true } },
  listCrossings: { answer: { data: [crossing], nextCursor: null } },
  listTriggerJobs: { answer: { data: [{ name: "agent-run-start" }] } },
};
