import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
const PATH = "/api/v1/experiments";
const NOBODY = `${PATH}/exp_00000000000000000000000000`;

/** Ids that are known once `seedExperiments` has run. */
const ids = { draft: "", doomed: "", running: "", stopped: "" };
let made = 0;

const experiment = (name: string) => ({
  name,
  variants: [
    { name: "today", weight: 1 },
    { name: "large", weight: 1 },
  ],
});

/** Makes a draft, one to be deleted, a running and a stopped experiment. */
export async function seedExperiments(server: TestServer): Promise<void> {
  const post = async (path: string, body?: object) => {
    const answer = await server.ask(path, { method: "POST", key: server.secretKey, body });
    return z.object({ id: z.string() }).parse(await answer.json()).id;
  };
  for (const state of ["draft", "doomed", "running", "stopped"] as const)
    ids[state] = await post(PATH, experiment(state));
  for (const id of [ids.running, ids.stopped]) await post(`${PATH}/${id}/start`);
  await post(`${PATH}/${ids.stopped}/stop`);
}

const change = (verb: "start" | "stop", good: keyof typeof ids, conflicting: keyof typeof ids): RouteCase => ({
  access: "secret",
  good: () => ({ path: `${PATH}/${ids[good]}/${verb}`, method: "POST" }),
  bad: { path: `${PATH}/${LONG}/${verb}`, method: "POST", pointer: "/experimentId" },
  missing: { path: `${NOBODY}/${verb}`, method: "POST" },
  conflicting: () => ({ path: `${PATH}/${ids[conflicting]}/${verb}`, method: "POST" }),
});

export const EXPERIMENT_CASES: Record<string, RouteCase> = {
  listAssignments: {
    access: "any",
    empty: { assignments: [] },
    good: () => ({ path: `${PATH}/assignments?anonymousId=ada-device` }),
    bad: { path: `${PATH}/assignments`, pointer: "/anonymousId" },
  },
  listExperiments: {
    access: "secret",
    empty: { data: [] },
    good: () => ({ path: PATH }),
    bad: { path: `${PATH}?state=draft`, pointer: "" },
  },
  createExperiment: {
    access: "secret",
    good: () => ({ path: PATH, body: experiment(`made-${made++}`) }),
    bad: { path: PATH, body: { ...experiment("one"), variants: [{ name: "alone", weight: 1 }] }, pointer: "/variants" },
    conflicting: () => ({ path: PATH, body: experiment("running") }),
  },
  getExperiment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.draft}` }),
    bad: { path: `${PATH}/${LONG}`, pointer: "/experimentId" },
    missing: { path: NOBODY },
  },
  putExperiment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.draft}`, method: "PUT", body: experiment("draft") }),
    bad: { path: `${PATH}/x`, method: "PUT", body: { ...experiment("draft"), holdout: 1 }, pointer: "/holdout" },
    missing: { path: NOBODY, method: "PUT", body: experiment("nobody") },
    conflicting: () => ({ path: `${PATH}/${ids.running}`, method: "PUT", body: experiment("running") }),
  },
  deleteExperiment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.doomed}`, method: "DELETE" }),
    bad: { path: `${PATH}/${LONG}`, method: "DELETE", pointer: "/experimentId" },
    missing: { path: NOBODY, method: "DELETE" },
    conflicting: () => ({ path: `${PATH}/${ids.running}`, method: "DELETE" }),
  },
  startExperiment: change("start", "running", "stopped"),
  stopExperiment: change("stop", "stopped", "draft"),
};
