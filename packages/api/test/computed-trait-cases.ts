import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/computed-traits";
const NOTHING = `${PATH}/ctr_00000000000000000000000000`;
const LONG = "x".repeat(65);

const definition = {
  measure: {
    events: ["Order Completed"],
    where: [{ property: "total", operator: "at_least", value: 10 }],
    calculation: { kind: "sum", property: "total" },
  },
  window: { kind: "rolling", hours: 720 },
};
const trait = (key: string) => ({ key, definition });
const ids = { kept: "", doomed: "", other: "" };
let made = 0;

/** Makes two traits that stay and one to be deleted. */
export async function seedComputedTraits(server: TestServer): Promise<void> {
  for (const key of ["kept", "doomed", "other"] as const) {
    const answer = await server.ask(PATH, { method: "POST", key: server.secretKey, body: trait(key) });
    ids[key] = z.object({ id: z.string() }).parse(await answer.json()).id;
  }
}

const badDefinition = { ...definition, measure: { ...definition.measure, events: [] } };

/** How to call the operations on computed traits and on customers' scores. */
export const COMPUTED_TRAIT_CASES: Record<string, RouteCase> = {
  findLookalikes: {
    access: "secret",
    good: () => ({ path: "/api/v1/segments/lookalike", method: "POST", body: { seed: ["ada"] } }),
    bad: { path: "/api/v1/segments/lookalike", method: "POST", body: { seed: [] }, pointer: "/seed" },
  },
  getRfm: {
    access: "secret",
    empty: { computedAt: null, customers: 0, segments: [] },
    good: () => ({ path: "/api/v1/rfm" }),
    bad: { path: `/api/v1/rfm?segment=${LONG}`, pointer: "/segment" },
  },
  computeRfm: {
    access: "secret",
    good: () => ({ path: "/api/v1/rfm/compute", method: "POST", body: {} }),
    bad: { path: "/api/v1/rfm/compute", method: "POST", body: { event: "" }, pointer: "/event" },
  },
  listComputedTraits: {
    access: "secret",
    empty: { data: [] },
    good: () => ({ path: `${PATH}?key=kept` }),
    bad: { path: `${PATH}?key=${LONG}`, pointer: "/key" },
  },
  createComputedTrait: {
    access: "secret",
    good: () => ({ path: PATH, method: "POST", body: trait(`made_${++made}`) }),
    bad: {
      path: PATH,
      method: "POST",
      body: { key: "orders", definition: badDefinition },
      pointer: "/definition/measure/events",
    },
    conflicting: () => ({ path: PATH, method: "POST", body: trait("kept") }),
  },
  previewComputedTrait: {
    access: "secret",
    good: () => ({ path: `${PATH}/preview`, method: "POST", body: { userId: "ada", definition } }),
    bad: { path: `${PATH}/preview`, method: "POST", body: { userId: "", definition }, pointer: "/userId" },
    missing: { path: `${PATH}/preview`, method: "POST", body: { userId: "nobody", definition } },
  },
  getComputedTrait: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}` }),
    bad: { path: `${PATH}/${LONG}`, pointer: "/traitId" },
    missing: { path: NOTHING },
  },
  updateComputedTrait: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.kept}`, method: "PUT", body: trait("kept") }),
    bad: {
      path: NOTHING,
      method: "PUT",
      body: { key: "kept", definition: { ...definition, window: { kind: "rolling", hours: 0 } } },
      pointer: "/definition/window/hours",
    },
    missing: { path: NOTHING, method: "PUT", body: trait("another") },
    conflicting: () => ({ path: `${PATH}/${ids.kept}`, method: "PUT", body: trait("other") }),
  },
  deleteComputedTrait: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.doomed}`, method: "DELETE" }),
    bad: { path: `${PATH}/${LONG}`, method: "DELETE", pointer: "/traitId" },
    missing: { path: NOTHING, method: "DELETE" },
  },
};
