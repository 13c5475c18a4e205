import { setTimeout as sleep } from "node:timers/promises";
import { releaseAgents, stopAgents } from "@rapport/domain/agents/agent-switch";
import { getRun, getRunDetail } from "@rapport/domain/agents/get-run";
import { settleRun, takeRun } from "@rapport/domain/agents/run-execution";
import { startRun } from "@rapport/domain/agents/start-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import type { Context } from "@rapport/domain/context";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { expect } from "vitest";
import { content } from "./content-cases.ts";
import type { RouteCase } from "./route-case.ts";

const RUNS = "/api/v1/agents/runs";
const LONG = "x".repeat(65);
const RELEASED = { stopped: false, scope: null, reason: null, stoppedBy: null, stoppedAt: null };
const START = { graph: "content-creator", input: { channels: ["push"], itemIds: ["kettle"] } };
/** Runs that wait for people, their questions, and a state that the run of the content was in. */
const ids = { waiting: "", cancelled: "", decidedRun: "", open: "", decided: "", checkpointId: "" };

/** Runs that were taken up while agents were stopped, and left with a question. */
export async function seedAgents(server: TestServer): Promise<void> {
  const ctx: Context = { ...server.composition().services, projectId: server.projectId, actor: { kind: "system" } };
  await stopAgents(ctx, "Seeding");
  for (const kind of ["waiting", "cancelled", "decidedRun"] as const) ids[kind] = await seedWaiting(ctx);
  await releaseAgents(ctx);
  const { data } = await listApprovals(ctx, { limit: 3 });
  const askedBy = (runId: string) => data.find((approval) => approval.runId === runId)?.id ?? "";
  ids.open = askedBy(ids.waiting);
  ids.decided = askedBy(ids.decidedRun);
  await decideApproval(ctx, ids.decided, { action: "reject" });
  ids.checkpointId = (await getRunDetail(ctx, content.runId)).checkpoints[0]?.id ?? "";
}

async function seedWaiting(ctx: Context): Promise<string> {
  const { id } = await startRun(ctx, START);
  // The worker has looked at it, too, and leaves it.
  while ((await getRun(ctx, id)).state !== "stopped") await sleep(20);
  const taken = await takeRun(ctx, id);
  const request = { kind: "test", title: "May I?", summary: "It is a test.", schema: { type: "object" }, proposal: {} };
  if (taken)
    await settleRun(
      ctx,
      taken,
      { state: "waiting" },
      { questions: [{ interruptId: "1", checkpointId: "1", request }] },
    );
  return id;
}

const decide = (id: string) => ({ path: `/api/v1/approvals/${id}/decide`, body: { action: "approve" } });

export const AGENT_CASES: Record<string, RouteCase> = {
  listAgentGraphs: {
    access: "secret",
    good: () => ({ path: "/api/v1/agents/graphs" }),
    bad: { path: "/api/v1/agents/graphs?x=1", pointer: "" },
    empty: { data: expect.arrayContaining([expect.objectContaining({ name: "content-creator" })]) },
  },
  listAgentRuns: {
    access: "secret",
    good: () => ({ path: `${RUNS}?state=completed&graph=content-creator` }),
    bad: { path: `${RUNS}?state=odd`, pointer: "/state" },
  },
  startAgentRun: {
    access: "secret",
    good: () => ({ path: RUNS, body: START }),
    bad: { path: RUNS, body: { ...START, input: { channels: [] } }, pointer: "/input/channels" },
  },
  getAgentRun: {
    access: "secret",
    good: () => ({ path: `${RUNS}/${content.runId}` }),
    bad: { path: `${RUNS}/${LONG}`, pointer: "/runId" },
    missing: { path: `${RUNS}/run_0` },
  },
  resumeAgentRun: commandCase("resume", () => ids.waiting),
  cancelAgentRun: commandCase("cancel", () => ids.cancelled),
  rewindAgentRun: checkpointCase("rewind"),
  forkAgentRun: checkpointCase("fork"),
  getAgentStop: {
    access: "secret",
    good: () => ({ path: "/api/v1/agents/stop" }),
    bad: { path: "/api/v1/agents/stop?x=1", pointer: "" },
    empty: RELEASED,
  },
  stopAgents: {
    access: "secret",
    good: () => ({ path: "/api/v1/agents/stop", body: { reason: "Enough" } }),
    bad: { path: "/api/v1/agents/stop", body: { reason: "" }, pointer: "/reason" },
  },
  releaseAgents: {
    access: "secret",
    good: () => ({ path: "/api/v1/agents/release", method: "POST" }),
    bad: { path: "/api/v1/agents/release?x=1", method: "POST", pointer: "" },
    empty: RELEASED,
  },
  listApprovals: {
    access: "secret",
    good: () => ({ path: "/api/v1/approvals?state=pending" }),
    bad: { path: "/api/v1/approvals?state=odd", pointer: "/state" },
  },
  getApproval: {
    access: "secret",
    good: () => ({ path: `/api/v1/approvals/${ids.open}` }),
    bad: { path: `/api/v1/approvals/${LONG}`, pointer: "/approvalId" },
    missing: { path: "/api/v1/approvals/apr_0" },
  },
  decideApproval: {
    access: "secret",
    good: () => decide(ids.open),
    bad: { path: "/api/v1/approvals/apr_0/decide", body: { action: "approve", value: 1 }, pointer: "" },
    missing: decide("apr_0"),
    conflicting: () => decide(ids.decided),
  },
};

function commandCase(command: string, good: () => string): RouteCase {
  const callOf = (id: string) => ({ path: `${RUNS}/${id}/${command}`, method: "POST" });
  return {
    access: "secret",
    good: () => callOf(good()),
    bad: { ...callOf(LONG), pointer: "/runId" },
    missing: callOf("run_0"),
    conflicting: () => callOf(content.runId),
  };
}

function checkpointCase(command: "rewind" | "fork"): RouteCase {
  const body = { checkpointId: "none" };
  return {
    access: "secret",
    // The last state: nothing is left to be done, and the run is again as it is.
    good: () => ({ path: `${RUNS}/${content.runId}/${command}`, body: { checkpointId: ids.checkpointId } }),
    bad: { path: `${RUNS}/run_0/${command}`, body: {}, pointer: "/checkpointId" },
    missing: { path: `${RUNS}/${"run_0"}/${command}`, body },
  };
}
