import { expect, test } from "vitest";
import { readAction, toAction } from "./to-action.ts";

test("an agent is a job with its graph and input; text that is no object says so and makes nothing", () => {
  expect(toAction("agent", "analytics", '{"campaignId":"cmp_1"}').action).toEqual({
    kind: "job",
    name: "agent-run-start",
    input: { graph: "analytics", input: { campaignId: "cmp_1" } },
  });
  expect(toAction("job", "rfm-compute", " ").action).toEqual({ kind: "job", name: "rfm-compute", input: {} });
  expect(toAction("webhook", "whk_1", "{").action).toEqual({ kind: "webhook", webhookId: "whk_1" });
  for (const text of ["{", "[]", "null", "3"])
    expect(toAction("job", "x", text)).toEqual({ action: undefined, problem: "This is no JSON object." });
  for (const kind of ["webhook", "agent", "job"] as const) expect(toAction(kind, "", "").action).toBeUndefined();
});

test("an action that is opened to be changed and saved as it is stays what it was", () => {
  const actions = [
    { kind: "webhook", webhookId: "whk_1" },
    { kind: "job", name: "rfm-compute", input: {} },
    { kind: "job", name: "rfm-compute", input: { a: [1, { b: "c" }] } },
    { kind: "job", name: "agent-run-start", input: { graph: "analytics", input: { campaignId: "cmp_1" } } },
  ] as const;
  for (const action of actions) {
    const { kind, of, text } = readAction(structuredClone(action) as Parameters<typeof readAction>[0]); // as: not read-only
    expect(toAction(kind, of, text).action).toEqual(action);
  }
  expect(readAction(undefined)).toEqual({ kind: "webhook", of: "", text: "" });
});
