import { loggedEvent } from "@rapport/testkit/factories/enriched-events";
import {
  aliasMessage,
  groupMessage,
  identifyMessage,
  pageMessage,
  screenMessage,
  trackMessage,
} from "@rapport/testkit/factories/messages";
import { ACCESS_CASES } from "./access-cases.ts";
import { AGENT_CASES } from "./agent-cases.ts";
import { ANALYTICS_CASES } from "./analytics-cases.ts";
import { CAMPAIGN_CASES } from "./campaign-cases.ts";
import { COMPUTED_TRAIT_CASES } from "./computed-trait-cases.ts";
import { CONNECTION_CASES } from "./connection-cases.ts";
import { CONSENT_CASES } from "./consent-cases.ts";
import { CONTENT_CASES } from "./content-cases.ts";
import { EXPERIMENT_CASES } from "./experiment-cases.ts";
import { INTENT_CASES } from "./intent-cases.ts";
import { JOB_CASES } from "./job-cases.ts";
import { KNOWLEDGE_CASES } from "./knowledge-cases.ts";
import { LEAD_CASES } from "./lead-cases.ts";
import { LIVE_CASES } from "./live-cases.ts";
import { PLACEMENT_CASES } from "./placement-cases.ts";
import { PRIVACY_CASES } from "./privacy-cases.ts";
import type { RouteCase } from "./route-case.ts";
import { SEGMENT_CASES } from "./segment-cases.ts";
import { TEXT_SAFETY_CASES } from "./text-safety-cases.ts";
import { TRIGGER_CASES } from "./trigger-cases.ts";
import { WEBHOOK_CASES } from "./webhook-cases.ts";

/** Ids that are known once `SEED` is stored. */
export const seeded = { mergeId: "", earlierMergeId: "", modelId: "" };
/** What must be stored before the good calls are made. */
export const SEED = {
  items: [
    { id: "kettle", name: "Copper Kettle", categories: ["Kitchen"] },
    { id: "mill", name: "Pepper Mill", categories: ["Kitchen"] },
  ],
  messages: [
    identifyMessage({ userId: "ada", anonymousId: "ada-device", traits: { email: "ada@example.com" } }),
    trackMessage({ userId: "ada", anonymousId: "ada-device", properties: { product_id: "kettle" } }),
    ...["bea", "bo", "cid", "cy", "cora"].map((userId) => trackMessage({ userId, anonymousId: undefined })),
  ],
  /** Pairs that are merged in order; the second of the `c…` builds on the first. */
  merges: [
    ["bea", "bo"],
    ["cid", "cy"],
    ["cora", "cid"],
  ],
  planEvent: { mode: "warn", schema: { type: "object", properties: { price: { type: "number" } } } },
  /** Becomes the first dead letter, and stays one: no database takes a NUL. */
  deadEvent: loggedEvent({ payload: { properties: { note: "\0" } } }),
};

const feedback = { decisionId: "dec_1", action: "clicked", itemIds: ["kettle"], anonymousId: "ada-device" };
const LONG = "x".repeat(256);

/** One case per operation; a test fails when the document has one more. */
export const ROUTE_CASES: Record<string, RouteCase> = {
  ...single(["/v1/track", "/v1/t", "/api/v1/events/track"], trackMessage, { event: 5 }, "/event"),
  ...single(["/v1/identify", "/v1/i", "/api/v1/users/identify"], identifyMessage, { traits: [] }, "/traits"),
  ...single(["/v1/page", "/v1/p"], pageMessage, { name: {} }, "/name"),
  ...single(["/v1/screen", "/v1/s"], screenMessage, { category: 1 }, "/category"),
  ...single(["/v1/group", "/v1/g"], groupMessage, { groupId: "" }, "/groupId"),
  ...single(["/v1/alias", "/v1/a"], aliasMessage, { previousId: null }, "/previousId"),
  ...batch(["/v1/batch", "/v1/b", "/beacon/v1/batch", "/api/v1/events/batch"], "any"),
  ...batch(["/v1/import"], "import"),
  listEvents: {
    access: "secret",
    good: () => ({ path: "/api/v1/events?limit=1&type=track" }),
    bad: { path: "/api/v1/events?type=click", pointer: "/type" },
  },
  listRejected: {
    access: "secret",
    empty: { data: [], counts: [], nextCursor: null },
    good: () => ({ path: "/api/v1/events/rejected?code=missing_field" }),
    bad: { path: "/api/v1/events/rejected?code=odd", pointer: "/code" },
  },
  listDeadLetters: {
    access: "secret",
    good: () => ({ path: "/api/v1/events/dead?code=22P05" }),
    bad: { path: "/api/v1/events/dead?cursor=x", pointer: "/cursor" },
  },
  replayDeadLetters: {
    access: "secret",
    good: () => ({ path: "/api/v1/events/dead/replay", body: { dryRun: true } }),
    bad: { path: "/api/v1/events/dead/replay", body: { since: "yesterday" }, pointer: "/since" },
  },
  replayDeadLetter: {
    access: "secret",
    good: () => ({ path: "/api/v1/events/dead/1/replay", method: "POST" }),
    bad: { path: "/api/v1/events/dead/one/replay", method: "POST", pointer: "/id" },
    missing: { path: "/api/v1/events/dead/999/replay", method: "POST" },
  },
  getPlan: {
    access: "secret",
    empty: { data: [], version: 0 },
    good: () => ({ path: "/api/v1/tracking-plan" }),
    bad: { path: "/api/v1/tracking-plan?name=%00", pointer: "/name" },
  },
  listPlanViolations: {
    access: "secret",
    empty: { data: [] },
    good: () => ({ path: "/api/v1/tracking-plan/violations?name=Planned" }),
    bad: { path: `/api/v1/tracking-plan/violations?name=${LONG}`, pointer: "/name" },
  },
  getPlanEvent: {
    access: "secret",
    good: () => ({ path: "/api/v1/tracking-plan/events/Planned" }),
    bad: { path: `/api/v1/tracking-plan/events/${LONG}`, pointer: "/name" },
    missing: { path: "/api/v1/tracking-plan/events/Unplanned" },
  },
  putPlanEvent: {
    access: "secret",
    good: () => ({ path: "/api/v1/tracking-plan/events/Planned", method: "PUT", body: SEED.planEvent }),
    bad: {
      path: "/api/v1/tracking-plan/events/Planned",
      method: "PUT",
      body: { mode: "warn", schema: { properties: { price: { $ref: "http://a.example/b" } } } },
      pointer: "/schema/properties/price/$ref",
    },
  },
  deletePlanEvent: {
    access: "secret",
    good: () => ({ path: "/api/v1/tracking-plan/events/Retired", method: "DELETE" }),
    bad: { path: `/api/v1/tracking-plan/events/${LONG}`, method: "DELETE", pointer: "/name" },
    missing: { path: "/api/v1/tracking-plan/events/Unplanned", method: "DELETE" },
  },
  getUsage: {
    access: "secret",
    good: () => ({ path: "/api/v1/usage?days=7" }),
    bad: { path: "/api/v1/usage?days=0", pointer: "/days" },
  },
  listUsers: {
    access: "secret",
    good: () => ({ path: "/api/v1/users?search=ada" }),
    bad: { path: "/api/v1/users?limit=0", pointer: "/limit" },
  },
  getUser: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada" }),
    bad: { path: `/api/v1/users/${LONG}`, pointer: "/userId" },
    missing: { path: "/api/v1/users/nobody" },
  },
  getUserTimeline: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/timeline" }),
    bad: { path: "/api/v1/users/ada/timeline?cursor=yesterday~1", pointer: "/cursor" },
    missing: { path: "/api/v1/users/nobody/timeline" },
  },
  listUserTraits: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/traits" }),
    bad: { path: `/api/v1/users/${LONG}/traits`, pointer: "/userId" },
    missing: { path: "/api/v1/users/nobody/traits" },
  },
  getUserVisits: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/visits" }),
    bad: { path: `/api/v1/users/${LONG}/visits`, pointer: "/userId" },
    missing: { path: "/api/v1/users/nobody/visits" },
  },
  mergeUsers: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/bea/merge", body: { userId: "bo" } }),
    bad: {
      path: "/api/v1/users/bea/merge",
      body: { userId: "bo" },
      headers: { "idempotency-key": LONG },
      pointer: "/Idempotency-Key",
    },
    missing: { path: "/api/v1/users/bea/merge", body: { anonymousId: "nobody" } },
  },
  listUserMerges: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/cora/merges" }),
    bad: { path: "/api/v1/users/cora/merges?cursor=first", pointer: "/cursor" },
    missing: { path: "/api/v1/users/nobody/merges" },
  },
  undoMerge: {
    access: "secret",
    good: () => ({ path: `/api/v1/merges/${seeded.mergeId}/undo`, method: "POST" }),
    bad: { path: `/api/v1/merges/${LONG}/undo`, method: "POST", pointer: "/mergeId" },
    missing: { path: "/api/v1/merges/mrg_00000000000000000000000000/undo", method: "POST" },
    conflicting: () => ({ path: `/api/v1/merges/${seeded.earlierMergeId}/undo`, method: "POST" }),
  },
  getUserRecommendations: {
    access: "secret",
    good: () => ({ path: "/api/v1/users/ada/recommendations" }),
    bad: { path: "/api/v1/users/ada/recommendations?limit=many", pointer: "/limit" },
    missing: { path: "/api/v1/users/nobody/recommendations" },
  },
  upsertItems: {
    access: "secret",
    good: () => ({ path: "/api/v1/catalog/items", method: "PUT", body: { items: SEED.items } }),
    bad: {
      path: "/api/v1/catalog/items",
      method: "PUT",
      body: { items: [{ id: "a", name: "A", priceCents: 1.5 }] },
      pointer: "/items/0/priceCents",
    },
  },
  listItems: {
    access: "secret",
    good: () => ({ path: "/api/v1/catalog/items?category=Kitchen" }),
    bad: { path: "/api/v1/catalog/items?limit=501", pointer: "/limit" },
  },
  getItem: {
    access: "secret",
    good: () => ({ path: "/api/v1/catalog/items/kettle" }),
    bad: { path: `/api/v1/catalog/items/${LONG}`, pointer: "/itemId" },
    missing: { path: "/api/v1/catalog/items/nothing" },
  },
  importItems: {
    access: "secret",
    good: () => ({ path: "/api/v1/catalog/import?format=csv", body: "id,name\nmug,Mug\n" }),
    bad: { path: "/api/v1/catalog/import?format=xls", body: "id,name", pointer: "/format" },
  },
  deleteItem: {
    access: "secret",
    good: () => ({ path: "/api/v1/catalog/items/mill", method: "DELETE" }),
    bad: { path: `/api/v1/catalog/items/${LONG}`, method: "DELETE", pointer: "/itemId" },
    missing: { path: "/api/v1/catalog/items/nothing", method: "DELETE" },
  },
  queryRecommendations: {
    access: "any",
    good: () => ({ path: "/api/v1/recommendations/query", body: { anonymousId: "ada-device" } }),
    bad: { path: "/api/v1/recommendations/query", body: { limit: 0 }, pointer: "/limit" },
  },
  listRecommendationModels: {
    access: "secret",
    good: () => ({ path: "/api/v1/recommendations/models?name=default" }),
    bad: { path: "/api/v1/recommendations/models?limit=0", pointer: "/limit" },
  },
  trainRecommendationModel: {
    access: "secret",
    good: () => ({ path: "/api/v1/recommendations/models/train", body: {} }),
    bad: { path: "/api/v1/recommendations/models/train", body: { model: 1 }, pointer: "" },
  },
  activateRecommendationModel: {
    access: "secret",
    good: () => ({ path: `/api/v1/recommendations/models/${seeded.modelId}/activate`, method: "POST" }),
    bad: { path: `/api/v1/recommendations/models/${LONG}/activate`, method: "POST", pointer: "/modelId" },
    missing: { path: "/api/v1/recommendations/models/mdl_00000000000000000000000000/activate", method: "POST" },
  },
  queryRecommendationBatch: {
    access: "any",
    good: () => ({ path: "/api/v1/recommendations/batch", body: { queries: [{ anonymousId: "ada-device" }] } }),
    bad: { path: "/api/v1/recommendations/batch", body: { queries: [{ limit: 0 }] }, pointer: "/queries/0/limit" },
  },
  sendRecommendationFeedback: {
    access: "any",
    metered: true,
    good: () => ({ path: "/api/v1/recommendations/feedback", body: feedback }),
    bad: { path: "/api/v1/recommendations/feedback", body: { ...feedback, action: "seen" }, pointer: "/action" },
  },
  ...ACCESS_CASES,
  ...PRIVACY_CASES,
  ...ANALYTICS_CASES,
  ...EXPERIMENT_CASES,
  ...CAMPAIGN_CASES,
  ...PLACEMENT_CASES,
  ...COMPUTED_TRAIT_CASES,
  ...INTENT_CASES,
  ...SEGMENT_CASES,
  ...JOB_CASES,
  ...AGENT_CASES,
  ...CONTENT_CASES,
  ...LEAD_CASES,
  ...LIVE_CASES,
  ...TRIGGER_CASES,
  ...WEBHOOK_CASES,
  ...KNOWLEDGE_CASES,
  ...TEXT_SAFETY_CASES,
  ...CONNECTION_CASES,
  ...CONSENT_CASES,
};

type Make = (overrides?: Record<string, never>) => object;

function single(paths: readonly string[], make: Make, fault: object, pointer: string): Record<string, RouteCase> {
  const caseOf = (path: string): RouteCase => ({
    access: "any",
    metered: true,
    good: () => ({ path, body: make() }),
    bad: { path, body: { ...make(), ...fault }, pointer },
  });
  return Object.fromEntries(paths.map((path) => [operationOf(path), caseOf(path)]));
}

function batch(paths: readonly string[], access: RouteCase["access"]): Record<string, RouteCase> {
  const caseOf = (path: string): RouteCase => ({
    access,
    metered: true,
    good: () => ({ path, body: { batch: [trackMessage()] } }),
    bad: { path, body: { batch: {} }, pointer: "/batch" },
  });
  return Object.fromEntries(paths.map((path) => [operationOf(path), caseOf(path)]));
}

/** Operation id of a tracking path: `/v1/track` is `v1Track`. */
function operationOf(path: string): string {
  return path.slice(1).replaceAll(/\/(\w)/g, (_, next: string) => next.toUpperCase());
}
