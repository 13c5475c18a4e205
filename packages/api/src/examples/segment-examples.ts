import type { RouteExamples } from "./route-examples.ts";

const rule = { type: "performed", event: "Order Completed", times: { min: 3 }, window: { last: "30d" } } as const;
const text = 'did "Order Completed" at least 3 times in last 30d';
const put = { name: "Loyal customers", description: "Bought thrice within a month", text };
const segment = {
  id: "seg_01k2m3n4p5q6r7s8t9v0w1x2y3",
  name: put.name,
  description: put.description,
  rule,
  text,
  version: 1,
  size: 412,
  complete: true,
  createdAt: "2026-01-05T12:00:00.000Z",
  updatedAt: "2026-01-05T12:00:00.000Z",
  updatedBy: "console",
};
const person = {
  id: "pro_01k2m3n4p5q6r7s8t9v0w1x2y4",
  userId: "ada",
  identified: true,
  traits: { plan: "pro" },
  eventCount: 57,
  firstSeenAt: "2025-11-20T08:00:00.000Z",
  lastSeenAt: "2026-01-05T11:59:00.000Z",
};
const { firstSeenAt: _, ...member } = person;
const enteredAt = "2026-01-05T11:59:00.100Z";
/** A job that was just asked for. */
export const job = {
  id: "job_01k2m3n4p5q6r7s8t9v0w1x2y5",
  state: "waiting",
  progress: null,
  attempts: 0,
  maxAttempts: 4,
  error: null,
  result: null,
  requestedBy: "console",
  createdAt: "2026-01-05T12:00:00.000Z",
  runAt: "2026-01-05T12:00:00.000Z",
  startedAt: null,
  finishedAt: null,
};
const webhookId = "whk_01k2m3n4p5q6r7s8t9v0w1x2y6";
const cluster = {
  id: "clu_01k2m3n4p5q6r7s8t9v0w1x2y7",
  name: "Kitchen · Order Completed",
  size: 830,
  cohesion: 0.71,
  features: [{ name: "category Kitchen", share: 0.94, shareOfAll: 0.31 }],
};
const fit = {
  method: "k-means",
  k: 3,
  silhouette: 0.42,
  tried: [
    { k: 2, silhouette: 0.36 },
    { k: 3, silhouette: 0.42 },
  ],
  people: 2_400,
  fittedAt: "2026-01-05T04:53:09.000Z",
};

/** Segments, clusters and look-alikes. */
export const SEGMENT_EXAMPLES: RouteExamples = {
  listSegments: { answer: { data: [segment], nextCursor: null } },
  createSegment: { body: put, answer: segment },
  getSegment: { answer: segment },
  updateSegment: { body: { name: put.name, rule }, answer: { ...segment, version: 2 } },
  deleteSegment: { answer: { deleted: true } },
  listSegmentVersions: {
    answer: { data: [{ version: 1, name: put.name, text, changedAt: segment.createdAt, changedBy: "console" }] },
  },
  getSegmentVocabulary: {
    answer: {
      events: [{ name: "Order Completed", properties: ["total", "currency"] }],
      traits: ["plan"],
      consent: ["marketing"],
      computed: ["orders_30d"],
      goals: ["churn", "purchase"],
      lists: ["vip"],
      segments: [{ id: segment.id, name: put.name }],
      clusters: [{ id: cluster.id, name: cluster.name }],
    },
  },
  listSegmentLists: { answer: { data: [{ name: "vip", people: 2 }] } },
  previewSegment: {
    body: { text },
    answer: { count: 412, exact: true, low: 412, high: 412, people: 9_730, sample: [person], rule, text, tookMs: 38 },
  },
  listSegmentMembers: { answer: { data: [{ ...member, enteredAt }], nextCursor: null } },
  getSegmentHistory: { answer: { data: [{ hour: "2026-01-05T11:00:00.000Z", entered: 5, exited: 2, size: 412 }] } },
  listUserSegments: { answer: { data: [{ id: segment.id, name: segment.name, enteredAt }] } },
  explainSegmentMember: {
    answer: {
      holds: true,
      data: [
        {
          pointer: "",
          depth: 0,
          text,
          holds: true,
          evidence: "4 times, the last at 11:59",
          until: "2026-01-28T09:12:00.000Z",
        },
      ],
    },
  },
  exportSegment: {
    body: { webhookId },
    answer: {
      ...job,
      name: "segment-export",
      key: `${segment.id} ${webhookId}`,
      input: { segmentId: segment.id, webhookId },
    },
  },
  changeSegmentList: { body: { add: ["ada", "grace"] }, answer: { added: 2, removed: 0, unknown: [] } },
  fitClusters: { body: {}, answer: { ...job, name: "clusters-fit", key: "any k chosen", input: { requested: true } } },
  listClusters: { answer: { fit, data: [cluster], inNone: 120 } },
  getCluster: { answer: { ...cluster, members: [{ profileId: person.id, userId: "ada", similarity: 0.93 }] } },
  findLookalikes: {
    body: { seed: ["ada", "grace"], size: 100, threshold: 0.4 },
    answer: {
      method: "behavioural",
      model: "behaviour-128-20260105T000000Z-5f3c1a",
      dimension: 128,
      compared: 9_611,
      exact: true,
      degraded: false,
      missing: [],
      data: [{ profileId: "pro_01k2m3n4p5q6r7s8t9v0w1x2y8", userId: "edsger", score: 0.81 }],
    },
  },
};
