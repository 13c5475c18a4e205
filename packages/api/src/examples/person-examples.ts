import type { RouteExamples } from "./route-examples.ts";

const id = "pro_01k2m3n4p5q6r7s8t9v0w1x2y4";
const messageId = "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b";
const firstSeenAt = "2025-11-20T08:00:00.000Z";
const lastSeenAt = "2026-01-05T11:59:00.000Z";
const traits = { plan: "pro", email: "ada@example.com" };
const summary = { id, userId: "ada", identified: true, traits, eventCount: 57, firstSeenAt, lastSeenAt };
const touch = {
  at: firstSeenAt,
  source: "newsletter",
  medium: "email",
  campaign: "autumn",
  referrer: null,
  clickId: null,
};
const rfm = {
  segment: "Champions",
  recency: 5,
  frequency: 4,
  monetary: 5,
  lastOrderAt: lastSeenAt,
  orders: 4,
  revenue: 612.5,
  computedAt: "2026-01-05T03:23:00.000Z",
};
const profile = {
  ...summary,
  identities: [
    { kind: "user", value: "ada" },
    { kind: "anonymous", value: "device-1" },
  ],
  computedTraits: { orders_30d: { value: 4, isEstimate: false } },
  rfm,
  groups: ["acme"],
  counters: { "Product Viewed": 53, "Order Completed": 4 },
  firstTouch: touch,
  lastTouch: { ...touch, at: lastSeenAt, campaign: "winter" },
  consent: { marketing: { granted: true, at: firstSeenAt } },
  recentItems: [{ itemId: "copper-saucepan", action: "view", at: lastSeenAt }],
};
const entry = {
  messageId,
  seq: 9_120,
  type: "track",
  name: "Order Completed",
  profileId: id,
  anonymousId: "device-1",
  userId: "ada",
  sessionId: "1767614100000",
  timestamp: lastSeenAt,
  originalTimestamp: lastSeenAt,
  sentAt: lastSeenAt,
  receivedAt: "2026-01-05T11:59:00.080Z",
  payload: { properties: { total: 148 } },
  enrichment: { device: "desktop" },
  session: 0,
  kind: "action",
  mergeIds: [],
  merges: [],
};
const origin = {
  name: "plan",
  value: "pro",
  setAt: "2026-01-02T10:00:00.000Z",
  messageId,
  event: { type: "identify", name: "identify" },
  source: "@rapport/node 0.1.0",
  actor: "key_01k2m3n4p5q6r7s8t9v0w1x2y3",
};
const visit = { sessionId: entry.sessionId, startedAt: "2026-01-05T11:55:00.000Z", endedAt: lastSeenAt, events: 6 };
const merge = {
  id: "mrg_01k2m3n4p5q6r7s8t9v0w1x2y5",
  into: { profileId: id, userId: "ada", eventCount: 48 },
  from: { profileId: "pro_01k2m3n4p5q6r7s8t9v0w1x2y6", userId: null, eventCount: 9 },
  identities: [{ kind: "anonymous", value: "device-1" }],
  reason: "alias",
  actor: "key_01k2m3n4p5q6r7s8t9v0w1x2y3",
  messageId,
  mergedAt: lastSeenAt,
  undoneAt: null,
  undoneBy: null,
};

/** People, what is known of them and why, RFM, and merges. */
export const PERSON_EXAMPLES: RouteExamples = {
  listUsers: { answer: { data: [summary], nextCursor: null } },
  getUser: { answer: profile },
  getUserTimeline: { answer: { data: [entry], nextCursor: null } },
  listUserTraits: { answer: { data: [origin] } },
  getUserVisits: {
    answer: { count: 12, averageSeconds: 240, lastStartedAt: visit.startedAt, isComplete: true, data: [visit] },
  },
  getRfm: {
    answer: {
      computedAt: rfm.computedAt,
      customers: 830,
      segments: [{ segment: rfm.segment, customers: 96, revenue: 48_210 }],
    },
  },
  computeRfm: {
    body: { event: "Order Completed" },
    answer: { jobId: "job_01k2m3n4p5q6r7s8t9v0w1x2y7", isNew: true },
  },
  mergeUsers: { body: { anonymousId: "device-1" }, answer: { outcome: "merged", merge } },
  listUserMerges: { answer: { data: [merge], nextCursor: null } },
  undoMerge: { answer: { ...merge, undoneAt: "2026-01-05T12:30:00.000Z", undoneBy: "console" } },
  createStreamToken: {
    body: { channels: ["person:ada"], ttlSeconds: 300 },
    answer: {
      token: "eyJwIjoicHJqXzEifQ.c2lnbmF0dXJl",
      channels: ["person:ada"],
      expiresAt: "2026-01-05T12:05:00.000Z",
    },
  },
};
