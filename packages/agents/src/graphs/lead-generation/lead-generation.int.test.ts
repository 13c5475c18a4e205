import { stopAgents } from "@rapport/domain/agents/agent-switch";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import type { Context } from "@rapport/domain/context";
import { recordEvents } from "@rapport/domain/events/record-events";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { findLeads } from "@rapport/domain/leads/find-leads";
import { listLeads } from "@rapport/domain/leads/list-leads";
import { listLists } from "@rapport/domain/segments/change-list";
import { listSegments } from "@rapport/domain/segments/get-segment";
import type { CompanySources } from "@rapport/ports/companies";
import { openFakeHubspot } from "@rapport/testkit/crm/open-fake-crm";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { Killed, killAt } from "@rapport/testkit/store/kill-points";
import { afterEach, expect, test } from "vitest";
import { AgentRuntime } from "../../runtime/agent-runtime.ts";
import { GRAPHS } from "../graphs.ts";
import { applyLeadList } from "./apply-lead-list.ts";
import { requireTarget, writeLeads } from "./exchange-leads.ts";

const WAIT = { timeout: 20_000, interval: 20 };

const searchOf = (...domains: string[]): CompanySources["search"] => ({
  name: "brave",
  search: async () => ({
    ok: true,
    value: domains.map((domain) => ({ title: domain, url: `https://${domain}/`, snippet: "Climbing gyms" })),
  }),
});
const ENRICHER: CompanySources["enricher"] = {
  name: "people-data-labs",
  enrich: async () => ({ ok: true, value: { industry: "Climbing", employees: 40 } }),
};

describeOnBothEngines("the graph of lead generation", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  let projects = 0;
  async function open(people: number) {
    const { services } = createTestServices(store(), Date.now());
    const actor = { kind: "member", memberId: "mem_1" } as const;
    const projectId = `prj_leads_${++projects}`;
    const hubspot = await openFakeHubspot(services.now);
    const crms = { open: async (id: string) => (id === projectId ? hubspot.crm : undefined) };
    const companies = { search: searchOf("firm.example", "other.example"), enricher: ENRICHER };
    const ctx: Context = { ...services, crms, companies, graphs: GRAPHS, projectId, actor };
    const lane: ReplayLane = {
      append: async ({ events }) => {
        const enriched = events.map((event) => enrichedEvent({ ...event, projectId }));
        await recordEvents(ctx, { logId: `${projectId}-${ctx.randomBytes(4).join("")}`, steps: [], events: enriched });
        return "0:0";
      },
      waitFor: async () => true,
    };
    const runtime = new AgentRuntime({ services: ctx, graphs: GRAPHS, lane });
    const runner = new JobRunner({ services: ctx, handlers: [runtime.handler], isAlone: false });
    runtime.start();
    await runner.start();
    ends.push(async () => {
      runtime.drain();
      await runner.stop(4_000);
      runtime.stop();
      await hubspot.close();
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
    return Object.assign(ctx, { hubspot });
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

  test("people come from a CRM and the search, what is known of companies is filled, and a CRM is written to once that is approved", async () => {
    const ctx = await open(2);
    ctx.hubspot.put({ email: "zoe@other.example", company: "Other" });
    ctx.hubspot.put({ email: "eve@elsewhere.example", company: "Elsewhere" });
    const crm = { importFrom: "hubspot", importConsent: "granted", exportTo: "hubspot" };
    const run = await begin(ctx, { ...crm, search: "climbing gyms", enrich: true, limit: 10 });
    const asked = await untilAsked(ctx, run.id);
    // Whoever is of none of the companies that were found is no lead of this run.
    expect(asked.title).toContain("3 leads and write them into HubSpot");
    expect(asked.summary).toContain("2 people were taken from HubSpot");
    expect(asked.summary).toContain("2 companies that were found (brave)");
    expect(asked.summary).toContain("What 3 lacked of their company was filled (people-data-labs)");
    expect(asked.summary).toContain("In HubSpot 2 people would be created");
    expect(ctx.hubspot.contacts()).toHaveLength(2);
    await decideApproval(ctx, asked.id, { action: "approve" });
    await untilDone(ctx, run.id);
    const { result } = await getRunDetail(ctx, run.id);
    expect(result).toMatchObject({
      written: { crm: "hubspot", created: 2, failed: 0 },
      audience: { people: 3 },
      leads: expect.arrayContaining([
        expect.objectContaining({ codes: expect.arrayContaining(["event:Demo Requested"]) }),
      ]),
    });
    expect(ctx.hubspot.contacts().map(({ email }) => email)).toEqual(
      expect.arrayContaining(["u0@firm.example", "u1@firm.example"]),
    );
    expect((await listLeads(ctx, { limit: 10 })).data.find(({ userId }) => userId === "u0")?.traits).toMatchObject({
      company: "Firm",
      industry: "Climbing",
    });
    // The same again, without the CRM in the answer: nothing is written there.
    const again = await begin(ctx, { exportTo: "hubspot", limit: 10 });
    const { id, proposal } = await untilAsked(ctx, again.id);
    await decideApproval(ctx, id, { action: "edit", value: { ...Object(proposal), toCrm: false } });
    await untilDone(ctx, again.id);
    expect((await getRunDetail(ctx, again.id)).result).toMatchObject({ written: null, planned: { unchanged: 4 } });
  });

  test("a CRM that is not connected is refused before anybody is asked, and agents that are stopped write nothing there", async () => {
    const ctx = await open(1);
    const [proposed] = await findLeads(ctx, { limit: 1, minScore: 0 });
    await stopAgents(ctx, "Look");
    const { signal } = new AbortController();
    const agent: Context = { ...ctx, actor: { kind: "agent", runId: "run_1" } };
    const written = { crm: "hubspot", leadIds: [proposed?.id ?? ""], dryRun: false } as const;
    await expect(writeLeads({ ctx: agent, runId: "run_1", signal }, written)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(ctx.hubspot.contacts()).toEqual([]);
    const none: Context = { ...ctx, crms: { open: async () => undefined } };
    await expect(requireTarget({ ctx: none, runId: "run_1", signal }, "salesforce")).rejects.toThrow("not connected");
  });

  test("a refusal writes nothing, and without a lead nobody is asked", async () => {
    const ctx = await open(1);
    const refused = await begin(ctx, {});
    const { id, actions } = await untilAsked(ctx, refused.id);
    expect(actions).toEqual(["approve", "edit", "reject"]);
    await expect(decideApproval(ctx, id, { action: "respond", message: "Others" })).rejects.toMatchObject({
      code: "invalid_body",
      fields: [{ pointer: "/action" }],
    });
    await decideApproval(ctx, id, { action: "reject" });
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
