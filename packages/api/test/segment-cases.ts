import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/segments";
const NOTHING = `${PATH}/seg_00000000000000000000000000`;
const LONG = "x".repeat(65);
const LONG_ID = "x".repeat(256);

const segment = { name: "Viewers", text: 'did "Product Viewed" in last 30d' };
const faulty = {
  name: "Faulty",
  rule: { type: "and", nodes: [{ type: "trait", path: ["plan"], is: { operator: "like" } }] },
};
const ids = { kept: "", named: "", doomed: "", webhook: "" };

/** Makes segments that stay, one that another names, and one to be deleted. */
export async function seedSegments(server: TestServer): Promise<void> {
  const create = async (body: object) => {
    const answer = await server.ask(PATH, { method: "POST", key: server.secretKey, body });
    return z.object({ id: z.string() }).parse(await answer.json()).id;
  };
  ids.kept = await create(segment);
  ids.doomed = await create({ ...segment, name: "Doomed" });
  ids.named = await create({ ...segment, name: "Named" });
  await create({ name: "Naming", text: `not segment "${ids.named}"` });
  const webhook = { url: "https://example.com/members", enabled: false };
  const made = await server.ask("/api/v1/webhooks", { method: "POST", key: server.secretKey, body: webhook });
  ids.webhook = z.object({ id: z.string() }).parse(await made.json()).id;
  await readRows(
    server.composition().services.store,
    `insert into clusters (project_id, id, name, centre, features, created_at)
      values ('${server.projectId}', 'clu_seeded', 'Kitchen', '{}', '[]', now())`,
  );
}

/** How to call the operations on segments. */
export const SEGMENT_CASES: Record<string, RouteCase> = {
  listSegments: {
    access: "secret",
    good: () => ({ path: `${PATH}?name=view` }),
    bad: { path: `${PATH}?name=${LONG_ID}`, pointer: "/name" },
  },
  createSegment: {
    access: "secret",
    good: () => ({ path: PATH, method: "POST", body: segment }),
    bad: { path: PATH, method: "POST", body: faulty, pointer: "/rule/nodes/0/is/operator" },
  },
  previewSegment: {
    access: "secret",
    good: () => ({ path: `${PATH}/preview`, method: "POST", body: { text: segment.text } }),
    bad: { path: `${PATH}/preview`, method: "POST", body: { text: "did 5" }, pointer: "/text" },
  },
  listSegmentLists: {
    access: "secret",
    empty: { data: [] },
    good: () => ({ path: `${PATH}/lists` }),
    bad: { path: `${PATH}/lists?name=${LONG_ID}`, pointer: "/name" },
  },
  changeSegmentList: {
    access: "secret",
    good: () => ({ path: `${PATH}/lists/vip`, method: "POST", body: { add: ["ada", "nobody"] } }),
    bad: { path: `${PATH}/lists/vip`, method: "POST", body: { add: "ada" }, pointer: "/add" },
  },
  getSegment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}` }),
    bad: { path: `${PATH}/${LONG}`, pointer: "/segmentId" },
    missing: { path: NOTHING },
  },
  updateSegment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}`, method: "PUT", body: segment }),
    bad: { path: NOTHING, method: "PUT", body: { ...segment, name: "" }, pointer: "/name" },
    missing: { path: NOTHING, method: "PUT", body: segment },
  },
  deleteSegment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.doomed}`, method: "DELETE" }),
    bad: { path: `${PATH}/${LONG}`, method: "DELETE", pointer: "/segmentId" },
    missing: { path: NOTHING, method: "DELETE" },
    conflicting: () => ({ path: `${PATH}/${ids.named}`, method: "DELETE" }),
  },
  listSegmentMembers: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}/members?limit=5` }),
    bad: { path: `${PATH}/${LONG}/members`, pointer: "/segmentId" },
    missing: { path: `${NOTHING}/members` },
  },
  getSegmentHistory: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}/history?days=7` }),
    bad: { path: `${PATH}/${LONG}/history`, pointer: "/segmentId" },
    missing: { path: `${NOTHING}/history` },
  },
  listSegmentVersions: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}/versions` }),
    bad: { path: `${PATH}/${LONG}/versions`, pointer: "/segmentId" },
    missing: { path: `${NOTHING}/versions` },
  },
  listUserSegments: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/segments" }),
    bad: { path: `/api/v1/users/${LONG_ID}/segments`, pointer: "/userId" },
    missing: { path: "/api/v1/users/nobody/segments" },
  },
  getSegmentVocabulary: {
    access: "secret",
    empty: {
      events: [],
      traits: [],
      consent: [],
      computed: [],
      goals: ["churn", "purchase"],
      lists: [],
      segments: [],
      clusters: [],
    },
    good: () => ({ path: `${PATH}/vocabulary` }),
    bad: { path: `${PATH}/vocabulary?x=1`, pointer: "" },
  },
  exportSegment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}/export`, method: "POST", body: { webhookId: ids.webhook } }),
    bad: { path: `${NOTHING}/export`, method: "POST", body: { webhookId: "" }, pointer: "/webhookId" },
    missing: { path: `${NOTHING}/export`, method: "POST", body: { webhookId: "whk_1" } },
  },
  fitClusters: {
    access: "secret",
    good: () => ({ path: "/api/v1/clusters/fit", method: "POST", body: { k: 2 } }),
    bad: { path: "/api/v1/clusters/fit", method: "POST", body: { k: 1 }, pointer: "/k" },
  },
  listClusters: {
    access: "secret",
    empty: { fit: null, data: [], inNone: 0 },
    good: () => ({ path: "/api/v1/clusters?name=none" }),
    bad: { path: `/api/v1/clusters?name=${LONG_ID}`, pointer: "/name" },
  },
  getCluster: {
    access: "secret",
    good: () => ({ path: "/api/v1/clusters/clu_seeded" }),
    bad: { path: `/api/v1/clusters/${LONG}`, pointer: "/clusterId" },
    missing: { path: "/api/v1/clusters/clu_nothing" },
  },
  explainSegmentMember: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}/members/ada/why` }),
    bad: { path: `${PATH}/${LONG}/members/ada/why`, pointer: "/segmentId" },
    missing: { path: `${NOTHING}/members/ada/why` },
  },
};
