import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { expect } from "vitest";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/triggers";
const LONG = "x".repeat(65);
const ids = { kept: "", doomed: "" };
const trigger = {
  name: "Likely to leave",
  source: { kind: "intent", goal: "churn", threshold: 0.7 },
  action: { kind: "job", name: "intents-train", input: {} },
};

/** Makes a trigger that stays and one to be deleted. */
export async function seedTriggers(server: TestServer): Promise<void> {
  for (const kind of ["kept", "doomed"] as const) {
    const answer = await server.ask(PATH, { method: "POST", key: server.secretKey, body: trigger });
    ids[kind] = z.object({ id: z.string() }).parse(await answer.json()).id;
  }
}

/** How to call the operations on triggers. */
export const TRIGGER_CASES: Record<string, RouteCase> = {
  listTriggers: {
    access: "secret",
    empty: { data: [], nextCursor: null },
    good: () => ({ path: `${PATH}?enabled=true` }),
    bad: { path: `${PATH}?enabled=maybe`, pointer: "/enabled" },
  },
  createTrigger: {
    access: "secret",
    good: () => ({ path: PATH, method: "POST", body: trigger }),
    bad: {
      path: PATH,
      method: "POST",
      body: { ...trigger, action: { kind: "webhook", webhookId: "whk_0" } },
      pointer: "/action/webhookId",
    },
  },
  listTriggerJobs: {
    access: "secret",
    empty: { data: expect.any(Array) },
    good: () => ({ path: `${PATH}/jobs?name=train` }),
    bad: { path: `${PATH}/jobs?name=${LONG}`, pointer: "/name" },
  },
  getTrigger: one("GET", () => ids.kept),
  changeTrigger: one("PUT", () => ids.kept, "", { ...trigger, enabled: false }),
  deleteTrigger: one("DELETE", () => ids.doomed),
  listCrossings: one("GET", () => ids.kept, "/crossings"),
};

function one(method: string, id: () => string, end = "", body?: object): RouteCase {
  const callOf = (triggerId: string) => ({ path: `${PATH}/${triggerId}${end}`, method, ...(body && { body }) });
  return {
    access: "secret",
    good: () => callOf(id()),
    bad: { ...callOf(LONG), pointer: "/triggerId" },
    missing: callOf("trg_0"),
  };
}
