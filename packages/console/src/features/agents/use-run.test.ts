import type { AgentRunDetail } from "@rapport/contracts/agents";
import { expect, test } from "vitest";
import { applyMessage } from "./use-run.ts";

const step = (id: string, state: "running" | "completed") => ({
  id,
  parentId: null,
  kind: "node" as const,
  name: id,
  state,
  attempts: 1,
  inputDigest: null,
  outputDigest: null,
  model: null,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  cached: false,
  error: null,
  startedAt: "2027-01-01T00:00:00.000Z",
  durationMs: null,
});
const run = (state: AgentRunDetail["state"], steps: AgentRunDetail["steps"], inputTokens = 0): AgentRunDetail => ({
  id: "run_1",
  graph: "g",
  title: "G",
  state,
  parentRunId: null,
  requestedBy: "x",
  error: null,
  inputTokens,
  outputTokens: 0,
  costMicros: 0,
  createdAt: "2027-01-01T00:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  input: { kept: true },
  result: null,
  steps,
  checkpoints: [],
  approvals: [],
  parts: [],
});

test("changes end steps where they stand, add new ones behind, and keep what they do not name", () => {
  const first = applyMessage(undefined, { kind: "run", run: run("running", [step("a", "running")]) });
  const { input: _input, ...change } = run("running", [step("a", "completed"), step("b", "running")], 12);
  const next = applyMessage(first, { kind: "changed", run: change });
  expect(next?.steps.map(({ id, state }) => `${id} ${state}`)).toEqual(["a completed", "b running"]);
  expect(next).toMatchObject({ input: { kept: true }, inputTokens: 12 });
  const again = applyMessage(next, { kind: "changed", run: { ...change, state: "completed", steps: [] } });
  expect(again?.steps.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(again?.state).toBe("completed");
});

test("a change of a run that is not there yet shows nothing half", () => {
  const { input: _input, ...change } = run("running", [step("b", "running")]);
  expect(applyMessage(undefined, { kind: "changed", run: change })).toBeUndefined();
});
