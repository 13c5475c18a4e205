import type { RouteExamples } from "./route-examples.ts";

const decision = {
  seq: 118,
  profileId: "pro_01k2m3n4p5q6r7s8t9v0w1x2y4",
  category: "marketing",
  granted: true,
  version: "2026-01",
  source: "telephone",
  actor: "key_01k2m3n4p5q6r7s8t9v0w1x2y3",
  at: "2026-01-05T11:59:00.000Z",
  recordedAt: "2026-01-05T11:59:00.080Z",
  messageId: "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b",
};
const wanted = { days: 400, names: { "Page Viewed": 30 } };
const run = { at: "2026-01-05T00:12:00.000Z", events: 1_204, oldestDay: "2024-12-01" };
const retention = {
  ...wanted,
  serverDays: null,
  oldestDay: run.oldestDay,
  lastRun: run,
  runs: [run],
  updatedAt: "2025-11-20T08:00:00.000Z",
  updatedBy: "console",
};

const exported = {
  about: [
    {
      profileId: decision.profileId,
      exportedAt: "2026-01-05T12:00:00.000Z",
      purposes: { consentDecisions: "To show what the person agreed to, when, and upon which text" },
    },
  ],
  consentDecisions: [{ category: "marketing", granted: true, at: decision.at, textVersion: "2026-01" }],
  recipients: [
    {
      kind: "webhook",
      to: "https://shop.example/hooks",
      what: "segment.entered",
      times: 2,
      firstAt: "2026-01-02T10:00:00.000Z",
      lastAt: decision.at,
    },
  ],
  complete: true,
};

/** What people agree to, all that is kept of them, and how long events are kept. */
export const CONSENT_EXAMPLES: RouteExamples = {
  listConsents: { answer: { data: [decision], nextCursor: null } },
  decideConsent: {
    body: { userId: "ada", category: "marketing", granted: true, version: "2026-01", source: "telephone" },
    answer: { outcome: "recorded", decision },
  },
  exportPerson: { body: { userId: "ada", format: "json" }, answer: exported },
  getEventRetention: { answer: retention },
  putEventRetention: { body: wanted, answer: { ...retention, oldestDay: null, lastRun: null, runs: [] } },
};
