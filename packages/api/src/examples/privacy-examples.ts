import type { RouteExamples } from "./route-examples.ts";

const request = {
  id: "prq_01k2m3n4p5q6r7s8t9v0w1x2y3",
  act: "erase",
  state: "done",
  subject: "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab",
  ids: 3,
  suppressed: true,
  requestedBy: "key_01k2m3n4p5q6r7s8t9v0w1x2y3",
  requestedAt: "2026-01-05T12:00:00.000Z",
  finishedAt: "2026-01-05T12:00:00.180Z",
  counts: { events: 412, segment_members: 6, recommendation_decisions: 31, leads: 1 },
};

/** People who are erased, and those whose events are left out. */
export const PRIVACY_EXAMPLES: RouteExamples = {
  erasePerson: { body: { userId: "ada", suppress: true }, answer: request },
  suppressPerson: {
    body: { userId: "ada", suppressed: false },
    answer: { ...request, act: "lift", suppressed: false, counts: {} },
  },
  lookUpPerson: {
    body: { userId: "ada" },
    answer: { profile: null, ids: [{ kind: "user", value: "ada" }], suppressed: true, requests: [request] },
  },
  listPrivacyRequests: { answer: { data: [request], nextCursor: null } },
  getPrivacyRequest: { answer: request },
};
