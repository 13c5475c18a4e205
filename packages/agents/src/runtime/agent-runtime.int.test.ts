import type { PendingWrite } from "@langchain/langgraph-checkpoint";
import {
  readAgentStop,
  releaseAgents,
  releaseAllAgents,
  requireAgentsReleased,
  stopAgents,
  stopAllAgents,
} from "@rapport/domain/agents/agent-switch";
import { cancelRun, forkRun, resumeRun, rewindRun } from "@rapport/domain/agents/change-run";
import { followRun } from "@rapport/domain/agents/follow-run";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { recordSteps } from "@rapport/domain/agents/run-execution";
import { startRun } from "@rapport/domain/agents/start-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { expireApprovals } from "@rapport/domain/approvals/expire-approvals";
import type { Context } from "@rapport/domain/context";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test } from "vitest";
import type { Diary } from "../../test/test-graphs.ts";
import { flowGraph, TEST_WRITERS, waitingGraph } from "../../test/test-graphs.ts";
import type { AgentGraph } from "../graphs/agent-graph.ts";
import { Composer } from "../models/composer/composer.ts";
import { createLanguageModel } from "../models/create-language-model.ts";
import { AgentRuntime } from "./agent-runtime.ts";
import { StoreSaver } from "./store-saver.ts";

const WAIT = { timeout: 20_000, interval: 20 };
const APPROVED = JSON.stringify({ action: "approve", value: { dailyCents: 400 } });

describeOnBothEngines("agents", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** A project of its own with a worker; `graphs` are what its runs can be of. */
  async function open(projectId: string, graphs: readonly AgentGraph[]) {
    const { services, clock } = createTestServices(store(), Date.now());
    const byName = Object.fromEntries(graphs.map((graph) => [graph.name, graph]));
    const models = createLanguageModel(new Composer(TEST_WRITERS));
    const ctx: Context = {
      ...services,
      models,
      graphs: byName,
      projectId,
      actor: { kind: "member", memberId: "mem_1" },
    };
    return { ctx, clock, work: () => work(ctx, byName) };
  }
  async function work(ctx: Context, graphs: Record<string, AgentGraph>) {
    const runtime = new AgentRuntime({ services: ctx, graphs });
    const runner = new JobRunner({ services: ctx, handlers: [runtime.handler], isAlone: false });
    runtime.start();
    await runner.start();
    const end = async () => {
      runtime.drain();
      await runner.stop(4_000);
      runtime.stop();
    };
    ends.push(end);
    return { end };
  }
  const stateOf = async (ctx: Context, id: string) => (await getRunDetail(ctx, id)).state;
  const pending = async (ctx: Context) => (await listApprovals(ctx, { limit: 10, state: "pending" })).data;
  async function untilAsked(ctx: Context, runId: string): Promise<string> {
    await expect.poll(() => stateOf(ctx, runId), WAIT).toBe("waiting");
    const [approval] = (await pending(ctx)).filter((each) => each.runId === runId);
    if (!approval) throw new Error("Nothing was asked");
    return approval.id;
  }

  test("a run asks, waits, and goes on with what was decided; its tree tells what it did", async () => {
    const diary: Diary = [];
    const { ctx, work } = await open("prj_flow", [flowGraph(diary)]);
    await work();
    const run = await startRun(ctx, { graph: "flow", input: { topic: "tea" }, key: "once" });
    expect((await startRun(ctx, { graph: "flow", input: { topic: "tea" }, key: "once" })).id).toBe(run.id);
    const approvalId = await untilAsked(ctx, run.id);
    const approved = await decideApproval(ctx, approvalId, { action: "approve" });
    expect(approved).toMatchObject({ state: "approved", decidedBy: "mem_1", title: "Spend on tea" });
    expect(await decideApproval(ctx, approvalId, { action: "approve" })).toEqual(approved);
    await expect(decideApproval(ctx, approvalId, { action: "reject" })).rejects.toMatchObject({ code: "conflict" });
    await expect.poll(() => stateOf(ctx, run.id), WAIT).toBe("completed");
    const done = await getRunDetail(ctx, run.id);
    expect(done.result).toEqual({ topic: "tea", lines: ["About teaa", "About teab", APPROVED, "done"] });
    const nodes = done.steps.filter(({ kind }) => kind === "node");
    expect(nodes.map(({ name, state }) => [name, state])).toEqual(
      ["plan", "draft", "draft", "ask", "act"].map((name) => [name, "completed"]),
    );
    const asked = done.steps.filter(({ kind }) => kind === "model");
    expect(new Set(asked.map(({ parentId }) => parentId))).toEqual(
      new Set(nodes.filter(({ name }) => name === "draft").map(({ id }) => id)),
    );
    expect(asked.every(({ model, outputTokens }) => model === "rapport-composer" && outputTokens === 2)).toBe(true);
    expect(done.outputTokens).toBe(4);
    // Those from before the first node are written with the one behind it, and none is missing.
    expect(done.checkpoints.map(({ step }) => step).toSorted((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3, 4]);
    expect(diary).toEqual(["plan", "draft teaa", "draft teab", "act"]);
  });

  test("whoever follows a run is told each step as it changes, and gets all of it anew after a cut", async () => {
    const { ctx, work } = await open("prj_follow", [flowGraph([])]);
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    const cut = new AbortController();
    const first = followRun(ctx, id, cut.signal);
    expect((await first.next()).value).toMatchObject({ kind: "run", run: { id, state: "queued", steps: [] } });
    await work();
    const seen: string[] = [];
    for await (const message of first) {
      seen.push(...message.run.steps.map(({ name, state }) => `${name} ${state}`));
      if (message.run.state === "waiting") break;
    }
    for (const step of ["plan completed", "draft completed", "ask waiting"]) expect(seen).toContain(step);
    // Each state of a step once: what did not change is not told again.
    expect(seen.filter((step) => step === "plan completed")).toHaveLength(1);
    const second = followRun(ctx, id, new AbortController().signal);
    const whole = (await second.next()).value;
    expect(whole?.run).toEqual(await getRunDetail(ctx, id));
    await decideApproval(ctx, await untilAsked(ctx, id), { action: "approve" });
    let last = whole;
    for await (const message of second) last = message;
    expect(last).toMatchObject({ kind: "changed", run: { state: "completed", outputTokens: 4 } });
    await expect(followRun(ctx, "run_0", cut.signal).next()).rejects.toMatchObject({ code: "not_found" });
  });

  test("an edit that does not fit leaves the proposal pending and names the field", async () => {
    const { ctx, work } = await open("prj_edit", [flowGraph([])]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    const approvalId = await untilAsked(ctx, id);
    const edit = (dailyCents: unknown) => ({ action: "edit", value: { dailyCents } }) as const;
    await expect(decideApproval(ctx, approvalId, edit("300"))).rejects.toMatchObject({
      code: "invalid_body",
      fields: [{ pointer: "/value/dailyCents" }],
    });
    await expect(decideApproval(ctx, approvalId, edit(9_900))).rejects.toMatchObject({ code: "invalid_body" });
    expect(await pending(ctx)).toMatchObject([{ id: approvalId, problem: null }]);
    // What JSON Schema cannot say, the graph finds: the proposal waits again and says why.
    await decideApproval(ctx, approvalId, edit(250));
    await expect
      .poll(async () => (await pending(ctx))[0]?.problem, WAIT)
      .toBe("/value/dailyCents: must be whole units");
    await decideApproval(ctx, approvalId, edit(300));
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
    const edited = JSON.stringify({ action: "edit", value: { dailyCents: 300 } });
    expect((await getRunDetail(ctx, id)).result).toMatchObject({ lines: expect.arrayContaining([edited]) });
  });

  test("a proposal that nobody decides about is refused in time, and the run ends", async () => {
    const { ctx, clock, work } = await open("prj_expire", [flowGraph([])]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await untilAsked(ctx, id);
    expect(await expireApprovals(ctx)).toBe(0);
    clock.nowMs += 8 * 86_400_000;
    expect(await expireApprovals(ctx)).toBe(1);
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
    expect((await getRunDetail(ctx, id)).approvals).toMatchObject([{ state: "expired" }]);
  });

  test("a failed run goes on from its last checkpoint; finished steps are not done again", async () => {
    const diary: Diary = [];
    let isBroken = true;
    const act = () => {
      if (isBroken) throw new Error("The platform said no");
    };
    const flaky = () => {
      if (diary.filter((entry) => entry === "draft teaa").length === 1) throw new Error("Once");
    };
    const { ctx, work } = await open("prj_fail", [flowGraph(diary, { act, "draft teaa": flaky })]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await decideApproval(ctx, await untilAsked(ctx, id), { action: "approve" });
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("failed");
    const failed = await getRunDetail(ctx, id);
    expect(failed.error).toBe("The platform said no");
    expect(failed.steps.find(({ name, attempts }) => name === "draft" && attempts === 2)?.state).toBe("completed");
    expect(failed.steps.find(({ name }) => name === "act")?.state).toBe("failed");
    isBroken = false;
    await resumeRun(ctx, id);
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
    expect(diary.filter((entry) => entry === "plan" || entry === "draft teab")).toEqual(["plan", "draft teab"]);
    expect(diary.filter((entry) => entry === "act")).toHaveLength(2);
  });

  test("a process that ends when a step has written, and its checkpoint does not stand yet, ends no run", async () => {
    const diary: Diary = [];
    const { ctx, work } = await open("prj_between", [flowGraph(diary)]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await untilAsked(ctx, id);
    const { checkpoints, steps: done } = await getRunDetail(ctx, id);
    const ids = checkpoints.map((checkpoint) => checkpoint.id).toSorted();
    await readRows(ctx.store, `delete from agent_checkpoints where id = '${ids.at(-1)}'`);
    const before = { configurable: { thread_id: id, checkpoint_ns: "", checkpoint_id: ids.at(-2) } };
    for (const task of done.filter(({ name }) => name === "draft")) {
      const wrote: PendingWrite[] = [
        ["lines", "About tea"],
        ["branch:to:ask", null],
      ];
      await new StoreSaver(ctx).putWrites(before, wrote, task.id);
    }
    // What it was at, and what it had been told a moment before.
    const step = { parentId: null, kind: "model" as const, name: "ask", attempts: 1, inputDigest: null, error: null };
    const begun = { ...step, startedAtMs: ctx.now(), outputDigest: null, durationMs: null, state: "running" as const };
    const unpaid = { model: null, inputTokens: 0, outputTokens: 0, costMicros: 0, cached: false };
    const left = ["told", "left"].map((stepId) => ({ ...begun, ...unpaid, id: stepId }));
    await recordSteps(ctx, id, left);
    const paid = { model: "m1", inputTokens: 7, outputTokens: 2, costMicros: 5, cached: false };
    await recordSteps(ctx, id, [{ ...begun, ...paid, id: "told", state: "completed", durationMs: 900 }]);
    await resumeRun(ctx, id);
    await expect.poll(async () => (await getRunDetail(ctx, id)).checkpoints.length, WAIT).toBe(checkpoints.length);
    expect(await stateOf(ctx, id)).toMatch(/running|waiting/);
    expect(diary.filter((entry) => entry.startsWith("draft"))).toHaveLength(2);
    const { steps } = await getRunDetail(ctx, id);
    expect(steps.find((one) => one.id === "told")).toMatchObject({ ...paid, state: "completed" });
    expect(steps.find((one) => one.id === "left")).toMatchObject({
      state: "failed",
      error: expect.stringContaining("ended"),
    });
  });

  test("rewinding asks again, forking leaves the run as it is", async () => {
    const diary: Diary = [];
    const { ctx, clock, work } = await open("prj_rewind", [flowGraph(diary)]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await decideApproval(ctx, await untilAsked(ctx, id), { action: "approve" });
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
    const { checkpoints } = await getRunDetail(ctx, id);
    const before = checkpoints.find(({ step }) => step === 2)?.id ?? "";
    const fork = await forkRun(ctx, id, before);
    const forkAsked = await untilAsked(ctx, fork.id);
    expect(await getRunDetail(ctx, id)).toMatchObject({ state: "completed", checkpoints });
    clock.nowMs += 1_000;
    await rewindRun(ctx, id, before);
    const askedAgain = await untilAsked(ctx, id);
    await decideApproval(ctx, askedAgain, { action: "reject", reason: "Not now" });
    await decideApproval(ctx, forkAsked, { action: "respond", message: "Half" });
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("completed");
    await expect.poll(() => stateOf(ctx, fork.id), WAIT).toBe("completed");
    const rewound = await getRunDetail(ctx, id);
    expect(rewound.approvals.map(({ state }) => state)).toEqual(["approved", "rejected"]);
    expect(rewound.result).toMatchObject({ lines: expect.arrayContaining(["About teaa", "done"]) });
    expect(await getRunDetail(ctx, fork.id)).toMatchObject({ parentRunId: id, approvals: [{ state: "responded" }] });
    // The drafts stand before the checkpoint: neither did them again.
    expect(diary.filter((entry) => entry.startsWith("draft"))).toHaveLength(2);
    await expect(forkRun(ctx, id, "nothing")).rejects.toMatchObject({ code: "not_found" });
  });

  test("a stop reaches what runs, holds what comes, and a release lets both go on", async () => {
    const diary: Diary = [];
    const { ctx, work } = await open("prj_stop", [waitingGraph(diary), flowGraph(diary)]);
    await work();
    const { id } = await startRun(ctx, { graph: "waiting", input: { seconds: 3_600 } });
    await expect.poll(() => diary, WAIT).toEqual(["wait"]);
    await stopAgents(ctx, "Too much");
    await expect.poll(() => diary, WAIT).toContain("told to stop");
    expect(await stateOf(ctx, id)).toBe("stopped");
    const held = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await expect.poll(() => stateOf(ctx, held.id), WAIT).toBe("stopped");
    expect(await readAgentStop(ctx)).toMatchObject({ stopped: true, scope: "project", stoppedBy: "mem_1" });
    expect(diary).toEqual(["wait", "told to stop"]);
    await releaseAgents(ctx);
    await untilAsked(ctx, held.id);
    await expect.poll(() => diary.filter((entry) => entry === "wait").length, WAIT).toBe(2);
    await cancelRun(ctx, id);
    await expect.poll(() => diary.filter((entry) => entry === "told to stop").length, WAIT).toBe(2);
    expect(diary).not.toContain("act");
    await expect(cancelRun(ctx, id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a stop of all projects holds each, and an effect is refused in the transaction that would let it out", async () => {
    const { ctx, work } = await open("prj_all", [flowGraph([])]);
    await work();
    const letOut = () => store().withTransaction((tx) => requireAgentsReleased(tx, "prj_all"));
    await letOut();
    await stopAllAgents(ctx, "Fire");
    await expect(letOut()).rejects.toMatchObject({ code: "conflict" });
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await expect.poll(() => stateOf(ctx, id), WAIT).toBe("stopped");
    expect(await releaseAgents(ctx)).toMatchObject({ stopped: true, scope: "all" });
    await releaseAllAgents(ctx);
    await letOut();
    await untilAsked(ctx, id);
  });

  test("a worker that ends finishes its step and gives the run to the next one", async () => {
    const diary: Diary = [];
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const plan = () => {
      reached.resolve();
      return goOn.promise;
    };
    const { ctx, work } = await open("prj_drain", [flowGraph(diary, { plan })]);
    const first = await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await reached.promise;
    const ending = first.end();
    goOn.resolve();
    await ending;
    expect(diary).toEqual(["plan"]);
    expect(await stateOf(ctx, id)).toBe("queued");
    await work();
    await untilAsked(ctx, id);
    expect(diary.filter((entry) => entry === "plan")).toHaveLength(1);
  });

  test("an execution that was overtaken writes no more", async () => {
    const diary: Diary = [];
    const goOn = Promise.withResolvers<void>();
    let isFirst = true;
    const plan = () => {
      const wait = isFirst ? goOn.promise : undefined;
      isFirst = false;
      return wait;
    };
    const graph = flowGraph(diary, { plan });
    const { ctx, work } = await open("prj_fence", [graph]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    await expect.poll(() => diary, WAIT).toEqual(["plan"]);
    const { checkpoints } = await getRunDetail(ctx, id);
    await rewindRun(ctx, id, checkpoints.at(-1)?.id ?? "");
    await untilAsked(ctx, id);
    goOn.resolve();
    const { state, result, checkpoints: kept, approvals } = await getRunDetail(ctx, id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await getRunDetail(ctx, id)).toMatchObject({ state, result, checkpoints: kept, approvals });
    expect(diary.filter((entry) => entry.startsWith("draft"))).toHaveLength(2);
  });

  test("another project's run, approval and checkpoint are not there", async () => {
    const { ctx, work } = await open("prj_mine", [flowGraph([])]);
    await work();
    const { id } = await startRun(ctx, { graph: "flow", input: { topic: "tea" } });
    const approvalId = await untilAsked(ctx, id);
    const other: Context = { ...ctx, projectId: "prj_other" };
    await expect(getRunDetail(other, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(cancelRun(other, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(decideApproval(other, approvalId, { action: "approve" })).rejects.toMatchObject({ code: "not_found" });
    await expect(startRun(ctx, { graph: "flow", input: { topic: "" } })).rejects.toMatchObject({
      code: "invalid_body",
      fields: [{ pointer: "/input/topic" }],
    });
    await expect(startRun(ctx, { graph: "nope", input: {} })).rejects.toMatchObject({
      fields: [{ pointer: "/graph" }],
    });
  });
});
