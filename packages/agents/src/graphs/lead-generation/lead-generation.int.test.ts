import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import type { Context } from "@rapport/domain/context";
import { recordEvents } from "@rapport/domain/events/record-events";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { findLeads } from "@rapport/domain/leads/find-leads";
import { listLeads } from "@rapport/domain/leads/list-leads";
import { listLists } from "@rapport/domain/segments/change-list";
import { listSegments } from "@rapport/domain/segments/get-segment";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { Killed, killAt } from "@rapport/testkit/store/kill-points";
import { afterEach, expect, test } from "vitest";
import { AgentRuntime } from "../../runtime/agent-runtime.ts";
import { GRAPHS } from "../graphs.ts";
import { applyLeadList } from "./apply-lead-list.ts";

const WAIT = { timeout: 20_000, interval: 20 };

describeOnBothEngines("the graph of lead generation", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  let projects = 0;
  async function open(people: number) {
    const { services } = createTestServices(store(), Date.now());
    const actor = { kind: "member", memberId: "mem_1" } as const;
    const ctx: Context = { ...services, graphs: GRAPHS, projectId: `prj_leads_${++projects}`, actor };
    const runtime = new AgentRuntime({ services: ctx, graphs: GRAPHS });
    const runner = new JobRunner({ services: ctx, handlers: [runtime.handler], isAlone: false });
    runtime.start();
    await runner.start();
    ends.push(async () => {
      runtime.drain();
      await runner.stop(4_000);
      runtime.stop();
    });
    const context = { consent: { categoryPreferences: { marketing: true } } };
    const events = Array.from({ length: people }, (_, n) => {
      const shared = {
        projectId: ctx.projectId,
        anonymousId: undefined,
        userId: `u${n}`,
        timestampMs: Date.now() - n * 86_400_000,
      };
      const traits = { email: `u${n}@firm.example`, company: "Firm" };
      return [
        enrichedEvent({ ...shared, type: "identify", name: "identify", payload: { traits, context } }),
        enrichedEvent({ ...shared, name: "Demo Requested" }),
      ];
    });
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: events.flat() });
    return ctx;
  }
  const begin = (ctx: Context, input: object) => startRun(ctx, { graph: "lead-generation", input });
  async function untilAsked(ctx: Context, runId: string) {
    await expect.poll(async () => (await getRunDetail(ctx, runId)).state, WAIT).toBe("waiting");
    const [approval] = (await listApprovals(ctx, { limit: 10, state: "pending" })).data;
    if (!approval) throw new Error("Nothing was asked");
    return approval;
  }
  const untilDone = (ctx: Context, id: string) =>
    expect.poll(async () => (await getRunDetail(ctx, id)).state, WAIT).toBe("completed");
  const made = async (ctx: Context) => [(await listLists(ctx, {})).data, (await listSegments(ctx, {})).data.length];

  test("the best leads are proposed with reasons in words, and nothing is written before they are approved", async () => {
    const ctx = await open(4);
    const run = await begin(ctx, { limit: 2, name: "Demo calls" });
    const asked = await untilAsked(ctx, run.id);
    expect(await made(ctx)).toEqual([[], 0]);
    expect(asked.summary).toMatch(/2 leads\..*did “Demo Requested” \(2 of 2\)/);
    expect(asked.summary).not.toContain("@firm.example");
    await decideApproval(ctx, asked.id, { action: "approve" });
    await untilDone(ctx, run.id);
    const { result } = await getRunDetail(ctx, run.id);
    expect(result).toMatchObject({
      model: "rapport-composer",
      leads: [{ why: expect.stringContaining("Engagement 49 of 100") }, { grade: "A2" }],
      audience: { name: "Demo calls", people: 2, list: `leads-${run.id}`, segmentId: expect.stringMatching(/^seg_/) },
    });
    expect(await made(ctx)).toEqual([[{ name: `leads-${run.id}`, people: 2 }], 1]);
  });

  test("a refusal writes nothing, and without a lead nobody is asked", async () => {
    const ctx = await open(1);
    const refused = await begin(ctx, {});
    await decideApproval(ctx, (await untilAsked(ctx, refused.id)).id, { action: "reject" });
    await untilDone(ctx, refused.id);
    const none = await begin(ctx, { minScore: 100 });
    await untilDone(ctx, none.id);
    expect((await getRunDetail(ctx, none.id)).result).toMatchObject({ leads: [], audience: null });
    expect(await made(ctx)).toEqual([[], 0]);
  });

  test("a write that is repeated makes one list and one segment, and nobody is on it who was not proposed", async () => {
    const ctx = await open(3);
    const run = await begin(ctx, { limit: 2 });
    const asked = await untilAsked(ctx, run.id);
    const all = (await listLeads(ctx, { limit: 10 })).data.map(({ id }) => id);
    await decideApproval(ctx, asked.id, { action: "edit", value: { name: "Mine", leadIds: all } });
    await untilDone(ctx, run.id);
    const approved = { name: "Mine", leadIds: all };
    const again = await applyLeadList(ctx, { runId: run.id, approved, proposed: all.slice(0, 2) });
    expect(again).toMatchObject({ name: "Mine", people: 2 });
    expect(await made(ctx)).toEqual([[{ name: `leads-${run.id}`, people: 2 }], 1]);
  });

  test("a process that dies anywhere in the write has written nothing twice once another one goes on", async () => {
    const ctx = await open(2);
    const proposed = (await findLeads(ctx, { limit: 2, minScore: 0 })).map(({ id }) => id);
    const approved = { name: "Calls", leadIds: proposed };
    let killed = 0;
    for (let point = 1; ; point++) {
      const apply = (services: Context) => applyLeadList(services, { runId: `run_${point}`, approved, proposed });
      const dying = killAt(ctx, point);
      const isDone = await apply(dying.services).then(
        () => true,
        (error: unknown) => expect(error).toBeInstanceOf(Killed),
      );
      if (isDone === true) break;
      killed += 1;
      expect(await apply(ctx)).toMatchObject({ people: 2 });
    }
    expect(killed).toBeGreaterThan(3);
    const [lists, segments] = await made(ctx);
    expect(lists).toEqual(Array.from({ length: killed + 1 }, () => ({ name: expect.any(String), people: 2 })));
    expect(segments).toBe(killed + 1);
  });
});
