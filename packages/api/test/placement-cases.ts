import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
const PATH = "/api/v1/placements";
const put = (name: string) => ({ path: `${PATH}/${name}`, method: "PUT", body: { description: "Home page" } });
const secret = { access: "secret" } as const;

/** Placements that are there before the good calls are made. */
export const PLACEMENT_SEED = ["home", "retired"].map(put);

export const PLACEMENT_CASES: Record<string, RouteCase> = {
  listPlacements: {
    ...secret,
    empty: { data: [] },
    good: () => ({ path: PATH }),
    bad: { path: `${PATH}?name=`, pointer: "/name" },
  },
  getPlacement: {
    ...secret,
    good: () => ({ path: `${PATH}/home` }),
    bad: { path: `${PATH}/${LONG}`, pointer: "/name" },
    missing: { path: `${PATH}/nowhere` },
  },
  putPlacement: {
    ...secret,
    good: () => put("home"),
    bad: {
      ...put("home"),
      body: { rules: [{ kind: "pin", itemId: "a", position: -1 }] },
      pointer: "/rules/0/position",
    },
  },
  deletePlacement: {
    ...secret,
    good: () => ({ path: `${PATH}/retired`, method: "DELETE" }),
    bad: { path: `${PATH}/${LONG}`, method: "DELETE", pointer: "/name" },
    missing: { path: `${PATH}/nowhere`, method: "DELETE" },
  },
  reportPlacement: {
    ...secret,
    good: () => ({ path: `${PATH}/home/report?days=7` }),
    bad: { path: `${PATH}/home/report?days=0`, pointer: "/days" },
    missing: { path: `${PATH}/nowhere/report` },
  },
  evaluatePolicies: {
    ...secret,
    good: () => ({ path: `${PATH}/home/policies` }),
    bad: { path: `${PATH}/${LONG}/policies`, pointer: "/name" },
    missing: { path: `${PATH}/nowhere/policies` },
  },
};
