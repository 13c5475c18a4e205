import { putBannedWordsSchema } from "@rapport/contracts/text-safety";
import { cancelRun, resumeRun } from "@rapport/domain/agents/change-run";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { putBudget } from "@rapport/domain/budgets/put-budget";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import type { Context } from "@rapport/domain/context";
import { putBannedWords } from "@rapport/domain/text-safety/banned-words";
import { recordShopTraffic } from "@rapport/testkit/agents/shop-traffic";
import { startAgents, untilAsked, untilRun } from "@rapport/testkit/agents/start-agents";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { GRAPHS } from "../graphs.ts";

const INPUT = { siteUrl: "https://shop.example", days: 6 };
const SHORT = { ...INPUT, days: 3 };
const proposalSchema = z.looseObject({
  campaignId: z.string(),
  ads: z.record(z.string(), z.record(z.string(), z.string())),
});

describeOnBothEngines("the coordinator", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  let projects = 0;
  async function open(graphs: Context["graphs"] = GRAPHS) {
    const { services } = createTestServices(store(), Date.now());
    const projectId = `prj_flow_${++projects}`;
    const ctx: Context = { ...services, graphs, projectId, actor: { kind: "member", memberId: "mem_1" } };
    const { end } = await startAgents(ctx);
    ends.push(end);
    await recordShopTraffic(ctx, { people: 210, nowMs: Date.now() });
    return ctx;
  }

  test("from traffic alone a campaign is planned, waits for a yes to its money and every text, and runs to its end in the sandbox", async () => {
    const ctx = await open();
    const run = await startRun(ctx, { graph: "coordinator", input: INPUT });
    const asked = await untilAsked(ctx);
    const { campaignId, ads, ...rest } = proposalSchema.parse(asked.proposal);
    expect(asked).toMatchObject({
      kind: "campaign",
      runId: run.id,
      summary: expect.stringContaining("56 people (Left a cart)"),
    });
    expect(Object.keys(ads)).toHaveLength(9);
    expect((await listPlatformActions(ctx, { id: campaignId })).data).toEqual([]);
    const [first = ""] = Object.keys(ads);
    const edited = { ...ads, [first]: { ...ads[first], headline1: "A kettle of copper" } };
    await decideApproval(ctx, asked.id, { action: "edit", value: { ...rest, campaignId, ads: edited } });
    const done = await untilRun(ctx, run.id, ["completed"]);
    expect(done.parts.map(({ graph, state }) => `${graph} ${state}`)).toEqual([
      "content-creator completed",
      "ad-manager completed",
      "analytics completed",
      "analytics completed",
    ]);
    const campaign = await getCampaign(ctx, { id: campaignId });
    expect(campaign).toMatchObject({ state: "ended", createdBy: run.id });
    expect(campaign.transitions.find(({ to }) => to === "approved")?.reason).toBe(`Approved by mem_1 (${asked.id})`);
    expect(campaign.adSets.flatMap(({ creatives }) => creatives.flatMap(({ headlines }) => headlines))).toContain(
      "A kettle of copper",
    );
    const { total, lift, days } = await getCampaignMetrics(ctx, { id: campaignId });
    expect(total.spentCents).toBeGreaterThan(0);
    expect(total.spentCents).toBeLessThanOrEqual(campaign.budgetCents);
    expect(days).toHaveLength(6);
    expect(lift).toMatchObject({ simulated: true });
    expect((lift?.treated.people ?? 0) + (lift?.holdout.people ?? 0)).toBe(56);
  });

  test("it goes out without a person only where the budget's policy covers it and the run asked for that", async () => {
    const ctx = await open();
    await putBudget(ctx, {
      currency: "USD",
      dayCapCents: null,
      monthCapCents: null,
      projectCapCents: null,
      autoApproveCents: 60_000,
    });
    const dear = await startRun(ctx, {
      graph: "coordinator",
      input: { ...SHORT, approval: "policy", budgetCents: 60_001 },
    });
    expect(await untilAsked(ctx)).toMatchObject({ runId: dear.id, kind: "campaign" });
    await cancelRun(ctx, dear.id);
    const covered = await startRun(ctx, { graph: "coordinator", input: { ...SHORT, approval: "policy" } });
    const { approvals, result } = await untilRun(ctx, covered.id, ["completed"]);
    expect(approvals).toEqual([]);
    const { campaignId } = z.looseObject({ campaignId: z.string() }).parse(result);
    const { transitions } = await getCampaign(ctx, { id: campaignId });
    expect(transitions.find(({ to }) => to === "approved")?.reason).toContain("policy");
    // The sandbox's time stands where the last campaign left it: the next one begins there, and runs too.
    const { startsOn, endsOn } = await getCampaign(ctx, { id: campaignId });
    const next = await startRun(ctx, { graph: "coordinator", input: { ...SHORT, approval: "policy", name: "Next" } });
    const second = z
      .looseObject({ campaignId: z.string() })
      .parse((await untilRun(ctx, next.id, ["completed"])).result);
    const after = await getCampaign(ctx, { id: second.campaignId });
    expect(after).toMatchObject({ state: "ended", name: "Next" });
    expect(after.startsOn > endsOn && startsOn < after.startsOn).toBe(true);
    // Another run may not go by what this one was allowed.
    const other = await startRun(ctx, { graph: "coordinator", input: { ...SHORT, budgetCents: 30_000 } });
    expect(await untilAsked(ctx)).toMatchObject({ runId: other.id });
  });

  test("answered in words, its texts are written anew by them and asked for again, three times at most; nothing is made before a yes", async () => {
    const ctx = await open();
    const run = await startRun(ctx, { graph: "coordinator", input: SHORT });
    let asked = await untilAsked(ctx);
    const seen = [proposalSchema.parse(asked.proposal)];
    for (const message of ["Speak of the price", "Shorter", "Warmer"]) {
      expect(asked.actions).toContain("respond");
      await decideApproval(ctx, asked.id, { action: "respond", message });
      asked = await untilAsked(ctx);
      seen.push(proposalSchema.parse(asked.proposal));
    }
    expect(asked.actions).toEqual(["approve", "edit", "reject"]);
    expect(new Set(seen.map(({ campaignId }) => campaignId)).size).toBe(1);
    expect(seen[1]?.ads).not.toEqual(seen[0]?.ads);
    expect(Object.keys(seen[3]?.ads ?? {})).toHaveLength(9);
    const { parts, approvals } = await getRunDetail(ctx, run.id);
    expect(parts.map(({ graph }) => graph)).toEqual(Array(4).fill("content-creator"));
    expect(approvals.map(({ state }) => state)).toEqual(["responded", "responded", "responded", "pending"]);
    const last = await getRunDetail(ctx, parts[3]?.id ?? "");
    expect(last.input).toMatchObject({ wishes: ["Speak of the price", "Shorter", "Warmer"] });
    const id = seen[0]?.campaignId ?? "";
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "draft" });
    expect((await listPlatformActions(ctx, { id })).data).toEqual([]);
    await decideApproval(ctx, asked.id, { action: "reject", reason: "Not now" });
    expect((await untilRun(ctx, run.id, ["completed"])).result).toMatchObject({ decision: "rejected" });
  });

  test("an edit that must not be published is not taken, and a person is asked again with the reason", async () => {
    const ctx = await open();
    await putBannedWords(ctx, putBannedWordsSchema.parse({ words: [{ phrase: "miracle" }] }));
    const run = await startRun(ctx, { graph: "coordinator", input: SHORT });
    const first = await untilAsked(ctx);
    const { ads, ...rest } = proposalSchema.parse(first.proposal);
    const [name = ""] = Object.keys(ads);
    const edited = { ...ads, [name]: { ...ads[name], headline1: "A miracle" } };
    await decideApproval(ctx, first.id, { action: "edit", value: { ...rest, ads: edited } });
    const second = await untilAsked(ctx);
    expect(second.summary).toContain("The changes were not taken: ");
    expect(second.proposal).toEqual(first.proposal);
    await decideApproval(ctx, second.id, { action: "reject" });
    await untilRun(ctx, run.id, ["completed"]);
  });

  test("a part that fails keeps the whole waiting, and both go on when it is resumed; cancelling the whole cancels its parts", async () => {
    const { "content-creator": _gone, ...without } = GRAPHS;
    const ctx = await open();
    for (const end of ends.splice(0)) await end();
    const crippled = await startAgents(ctx, { graphs: without });
    const run = await startRun(ctx, { graph: "coordinator", input: INPUT });
    await expect
      .poll(async () => (await getRunDetail(ctx, run.id)).error, { timeout: 20_000 })
      .toContain("The part content-creator");
    await crippled.end();
    const { end } = await startAgents(ctx);
    ends.push(end);
    await resumeRun(ctx, run.id);
    const asked = await untilAsked(ctx);
    await decideApproval(ctx, asked.id, { action: "reject", reason: "Not now" });
    expect(await untilRun(ctx, run.id, ["completed"])).toMatchObject({ error: null, result: { decision: "rejected" } });
  });
});
