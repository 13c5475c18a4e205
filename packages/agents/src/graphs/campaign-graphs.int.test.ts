import { optimizationSchema, putCampaignSchema } from "@rapport/contracts/campaigns";
import { putBannedWordsSchema } from "@rapport/contracts/text-safety";
import { stopAgents } from "@rapport/domain/agents/agent-switch";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { getApproval, listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { approveCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { createCampaign } from "@rapport/domain/campaigns/create-campaign";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { putBannedWords } from "@rapport/domain/text-safety/banned-words";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { AgentRuntime } from "../runtime/agent-runtime.ts";
import { applyMoves } from "./analytics/apply-moves.ts";
import { GRAPHS } from "./graphs.ts";

const WAIT = { timeout: 60_000, interval: 20 };
const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 0, 5, 12);
const day = (offset: number) => new Date(NOON_MS + offset * DAY_MS).toISOString().slice(0, 10);
const campaignProposalSchema = z.looseObject({
  ads: z.record(z.string(), z.record(z.string(), z.string())),
  dailyBudgetCents: z.record(z.string(), z.number()),
});
const creatives = [{ variant: "A", headlines: ["Copper kettles"], descriptions: ["Boils in two minutes"] }];
const plan = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/kettles",
  targeting: { countries: ["DE"] },
  budgetCents: 100_000,
  currency: "EUR",
  startsOn: day(0),
  endsOn: day(9),
  channels: ["feed", "story"].map((placement) => ({
    platform: "sandbox",
    placement,
    dailyBudgetCents: 5_000,
    creatives,
  })),
});

describeOnBothEngines("the campaign graphs", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  let projects = 0;
  async function open() {
    const { services } = createTestServices(store(), NOON_MS);
    const projectId = `prj_graphs_${++projects}`;
    const ctx: Context = { ...services, graphs: GRAPHS, projectId, actor: { kind: "member", memberId: "mem_1" } };
    const runtime = new AgentRuntime({ services: ctx, graphs: GRAPHS });
    const runner = new JobRunner({ services: ctx, handlers: [runtime.handler], isAlone: false });
    runtime.start();
    await runner.start();
    ends.push(async () => {
      runtime.drain();
      await runner.stop(4_000);
      runtime.stop();
    });
    return ctx;
  }
  async function untilAsked(ctx: Context, runId: string): Promise<string> {
    await expect.poll(async () => (await getRunDetail(ctx, runId)).state, WAIT).toBe("waiting");
    const approval = (await listApprovals(ctx, { limit: 10, state: "pending" })).data.find(
      (one) => one.runId === runId,
    );
    if (!approval) throw new Error("Nothing was asked");
    return approval.id;
  }
  const untilDone = (ctx: Context, id: string) =>
    expect.poll(async () => (await getRunDetail(ctx, id)).state, WAIT).toBe("completed");
  const actionsOf = async (ctx: Context, id: string) => (await listPlatformActions(ctx, { id })).data;

  test("a draft is checked and frozen, nothing is asked of a platform before the approval, and everything runs after it", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    const run = await startRun(ctx, { graph: "ad-manager", input: { campaignId: id } });
    const approvalId = await untilAsked(ctx, run.id);
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "proposed" });
    expect(await actionsOf(ctx, id)).toEqual([]);
    await decideApproval(ctx, approvalId, { action: "approve" });
    await untilDone(ctx, run.id);
    const { state, transitions } = await getCampaign(ctx, { id });
    expect(state).toBe("running");
    expect(transitions.find(({ to }) => to === "approved")).toMatchObject({
      actor: run.id,
      reason: `Approved in ${run.id}`,
    });
  });

  test("a refusal sends the campaign back to its draft, and nothing was asked of a platform", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    const run = await startRun(ctx, { graph: "ad-manager", input: { campaignId: id } });
    await decideApproval(ctx, await untilAsked(ctx, run.id), { action: "reject", reason: "Too dear" });
    await untilDone(ctx, run.id);
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "draft", reason: "Too dear" });
    expect(await actionsOf(ctx, id)).toEqual([]);
  });

  test("an edit is deployed as it was edited, once every platform has looked at it", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    const run = await startRun(ctx, { graph: "ad-manager", input: { campaignId: id } });
    const asked = await getApproval(ctx, await untilAsked(ctx, run.id));
    const { ads, dailyBudgetCents, ...rest } = campaignProposalSchema.parse(asked.proposal);
    const texts = { ...ads, "sandbox feed A": { ...ads["sandbox feed A"], headline1: "Kettles of copper" } };
    const value = { ...rest, ads: texts, dailyBudgetCents: { ...dailyBudgetCents, "sandbox feed": 3_000 } };
    await decideApproval(ctx, asked.id, { action: "edit", value });
    await untilDone(ctx, run.id);
    const { state, adSets, transitions } = await getCampaign(ctx, { id });
    expect(state).toBe("running");
    expect(adSets.map(({ creatives: [first] }) => first?.headlines)).toEqual([
      ["Kettles of copper"],
      ["Copper kettles"],
    ]);
    expect(transitions.map(({ to }) => to)).toEqual(
      expect.arrayContaining(["proposed", "draft", "proposed", "approved", "deploying", "running"]),
    );
    expect(transitions.find(({ to }) => to === "approved")).toMatchObject({
      reason: `Approved in ${run.id} with changes`,
    });
    const created = (await actionsOf(ctx, id)).filter(({ kind }) => kind === "create");
    expect(created.map((one) => one.dailyBudgetCents).toSorted()).toEqual([3_000, 5_000]);
    const objects = await ctx.adPlatforms.sandbox(ctx.projectId).findByTag(adSets[0]?.tag ?? "");
    expect(objects).toMatchObject({ ok: true, value: [{ kind: "ad-set", dailyBudgetCents: 3_000 }] });
  });

  test("an edit that must not be published changes nothing, and a person is asked again with the reason", async () => {
    const ctx = await open();
    await putBannedWords(ctx, putBannedWordsSchema.parse({ words: [{ phrase: "miracle" }] }));
    const { id } = await createCampaign(ctx, plan);
    const run = await startRun(ctx, { graph: "ad-manager", input: { campaignId: id } });
    const first = await getApproval(ctx, await untilAsked(ctx, run.id));
    const { ads, ...rest } = campaignProposalSchema.parse(first.proposal);
    const texts = { ...ads, "sandbox feed A": { ...ads["sandbox feed A"], headline1: "A miracle" } };
    await decideApproval(ctx, first.id, { action: "edit", value: { ...rest, ads: texts } });
    await expect.poll(async () => (await getRunDetail(ctx, run.id)).approvals.length, WAIT).toBe(2);
    const second = await getApproval(ctx, await untilAsked(ctx, run.id));
    expect(second.summary).toContain("The changes were not taken: /channels/0/creatives/0");
    expect(second.proposal).toEqual(first.proposal);
    expect(await actionsOf(ctx, id)).toEqual([]);
    await decideApproval(ctx, second.id, { action: "approve" });
    await untilDone(ctx, run.id);
    const { state, adSets } = await getCampaign(ctx, { id });
    expect([state, adSets[0]?.creatives[0]?.headlines]).toEqual(["running", ["Copper kettles"]]);
  });

  test("what can do nothing with words is not answered in words: the proposal waits on, and says what it takes", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    const run = await startRun(ctx, { graph: "ad-manager", input: { campaignId: id } });
    const { asked: moves } = await untilMoveAsked(ctx);
    for (const asked of [await untilAsked(ctx, run.id), moves]) {
      expect((await getApproval(ctx, asked)).actions).toEqual(["approve", "edit", "reject"]);
      await expect(decideApproval(ctx, asked, { action: "respond", message: "Cheaper" })).rejects.toMatchObject({
        code: "invalid_body",
        fields: [{ pointer: "/action", message: expect.stringContaining("approve, edit, reject") }],
      });
      expect(await getApproval(ctx, asked)).toMatchObject({ state: "pending" });
    }
  });

  test("agents that are stopped send nothing, whatever was approved", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    await stopAgents(ctx, "Look first");
    expect(await sendActions(ctx)).toBe(0);
    expect((await actionsOf(ctx, id)).map(({ state }) => state)).toEqual(Array(4).fill("pending"));
    const agent: Context = { ...ctx, actor: { kind: "agent", runId: "run_1" } };
    const second = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id: second.id });
    await expect(approveCampaign(agent, { id: second.id })).rejects.toMatchObject({ code: "conflict" });
  });

  test("a report names the source of each figure, and says why no money is moved", async () => {
    const ctx = await open();
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    await ctx.adPlatforms.sandbox(ctx.projectId).advance(48);
    const run = await startRun(ctx, { graph: "analytics", input: { campaignId: id } });

    await expect.poll(async () => (await getRunDetail(ctx, run.id)).state, WAIT).toMatch(/completed|waiting/);
    const { data } = await listApprovals(ctx, { limit: 10, state: "pending" });
    for (const one of data) await decideApproval(ctx, one.id, { action: "reject" });
    await untilDone(ctx, run.id);
    const before = (await actionsOf(ctx, id)).length;
    expect(before).toBe(4);
    const { result } = await getRunDetail(ctx, run.id);
    expect(result).toMatchObject({
      applied: false,
      report: {
        model: "rapport-composer",
        statements: expect.arrayContaining([expect.objectContaining({ source: "metrics.total.spentCents" })]),
      },
    });
    // Beside its figures, too, for who looks at the campaign.
    expect((await getCampaignMetrics(ctx, { id })).report).toMatchObject({
      runId: run.id,
      statements: expect.arrayContaining([expect.objectContaining({ source: "metrics.total.spentCents" })]),
    });
  });

  test("money is moved as it was approved", async () => {
    const ctx = await open();
    const { id, asked, runId } = await untilMoveAsked(ctx);
    await decideApproval(ctx, asked, { action: "approve" });
    await untilDone(ctx, runId);
    const { result } = await getRunDetail(ctx, runId);
    expect(result).toMatchObject({ applied: true });
    const { moves } = z.object({ proposed: optimizationSchema }).parse(result).proposed;
    const moved = (await actionsOf(ctx, id)).filter(({ kind }) => kind === "set-budget");
    const changes = moved.map(({ adSetId, dailyBudgetCents }) => ({ adSetId, toCents: dailyBudgetCents }));
    const asProposed = moves.map(({ adSetId, toCents }) => ({ adSetId, toCents }));
    expect(asProposed).toEqual(expect.arrayContaining(changes));
    // What is lowered is lowered now; what is raised, from the next day on.
    const lowered = moves.filter(({ fromCents, toCents }) => toCents < fromCents);
    expect(lowered.length).toBeGreaterThan(0);
    expect(changes).toEqual(expect.arrayContaining(lowered.map(({ adSetId, toCents }) => ({ adSetId, toCents }))));
    expect(moved.every(({ requestedBy }) => requestedBy === runId)).toBe(true);
  });

  test("money is moved as a person has changed it, within the step of each budget and their sum", async () => {
    const ctx = await open();
    const { id, asked, runId } = await untilMoveAsked(ctx);
    const question = await getApproval(ctx, asked);
    const { campaignId, dailyBudgetCents } = z
      .strictObject({ campaignId: z.string(), dailyBudgetCents: z.record(z.string(), z.number()) })
      .parse(question.proposal);
    const edit = (cents: object) =>
      decideApproval(ctx, asked, {
        action: "edit",
        value: { campaignId, dailyBudgetCents: { ...dailyBudgetCents, ...cents } },
      });
    await expect(edit({ "sandbox feed": 6_001 })).rejects.toMatchObject({ code: "invalid_body" });
    // More than before together: the form's schema cannot say that, and the graph leaves the question open.
    await edit({ "sandbox feed": 6_000, "sandbox story": 5_000 });
    await expect
      .poll(async () => (await getApproval(ctx, asked)).problem, WAIT)
      .toContain("10.00 more together than before");
    await edit({ "sandbox feed": 4_400, "sandbox story": 4_600 });
    await untilDone(ctx, runId);
    expect((await getRunDetail(ctx, runId)).result).toMatchObject({ applied: true });
    const moved = (await actionsOf(ctx, id)).filter(({ kind }) => kind === "set-budget");
    expect(moved.map((one) => one.dailyBudgetCents).toSorted()).toEqual([4_400, 4_600]);
    expect(moved[0]?.reason).toContain("A person chose it in place of");
    const { adSets } = await getCampaign(ctx, { id });
    expect(adSets.map((one) => one.dailyBudgetCents)).toEqual([4_400, 4_600]);
  });

  test("money that is refused stays where it is", async () => {
    const ctx = await open();
    const { id, asked, runId } = await untilMoveAsked(ctx);
    await decideApproval(ctx, asked, { action: "reject" });
    await untilDone(ctx, runId);
    expect((await getRunDetail(ctx, runId)).result).toMatchObject({ applied: false });
    expect((await actionsOf(ctx, id)).filter(({ kind }) => kind === "set-budget")).toEqual([]);
  });

  test("other moves than those that were approved are not made", async () => {
    const ctx = await open();
    const { id } = await untilMoveAsked(ctx);
    const before = await actionsOf(ctx, id);
    const now = await optimizeCampaign(ctx, { id, dryRun: true });
    const approved = { ...now, moves: now.moves.map((move) => ({ ...move, toCents: move.toCents + 1 })) };
    expect(await applyMoves(ctx, id, { proposed: approved })).toBe(false);
    expect((await actionsOf(ctx, id)).map((one) => one.id)).toEqual(before.map((one) => one.id));
  });

  /** A campaign of five simulated days, one of whose channels is dear, and a run that asks to move its money. */
  async function untilMoveAsked(ctx: Context) {
    // Markets are drawn from the tags of ad sets, which are drawn here: no other part of the server takes of this chance.
    const drawing: Context = { ...ctx, randomBytes: seededBytes(3) };
    const { id } = await createCampaign(drawing, plan);
    await proposeCampaign(drawing, { id });
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    await ctx.adPlatforms.sandbox(ctx.projectId).advance(120);
    const run = await startRun(ctx, { graph: "analytics", input: { campaignId: id } });
    return { id, runId: run.id, asked: await untilAsked(ctx, run.id) };
  }
});
