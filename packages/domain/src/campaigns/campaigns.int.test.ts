import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { listResultRows } from "@rapport/store/queries/campaigns";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { getBudget } from "../budgets/get-budget.ts";
import { putBudget } from "../budgets/put-budget.ts";
import { releaseSpending, stopSpending } from "../budgets/stop-spending.ts";
import type { Context } from "../context.ts";
import { approveCampaign, resumeCampaign } from "./approve-campaign.ts";
import { createCampaign, deleteCampaign, putCampaign } from "./create-campaign.ts";
import { getCampaign, listCampaigns } from "./get-campaign.ts";
import { getCampaignMetrics } from "./get-campaign-metrics.ts";
import { listPlatformActions } from "./list-platform-actions.ts";
import { optimizeCampaign } from "./optimize-campaign.ts";
import { endCampaign, pauseCampaign } from "./pause-campaign.ts";
import { proposeCampaign, rejectCampaign } from "./propose-campaign.ts";
import { recordResults } from "./record-results.ts";
import { sendActions } from "./send-actions.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 2, 9);
const creatives = [{ variant: "A", headlines: ["Copper kettles"], descriptions: ["Boils in two minutes"] }];
const channel = (placement: string, dailyBudgetCents: number) => {
  return { platform: "sandbox", placement, dailyBudgetCents, creatives };
};
const plan = (more: object = {}) =>
  putCampaignSchema.parse({
    name: "Kettles",
    landingUrl: "https://shop.example/kettles",
    targeting: { countries: ["DE"] },
    budgetCents: 100_000,
    currency: "EUR",
    startsOn: "2026-03-02",
    endsOn: "2026-03-11",
    channels: [channel("feed", 5_000), channel("story", 5_000)],
    ...more,
  });

describeOnBothEngines("campaigns", (engine) => {
  let projects = 0;
  const setUp = () => {
    const { services, clock, lines } = createTestServices(engine.store(), NOW);
    const ctx: Context = { ...services, projectId: `prj_${++projects}`, actor: { kind: "member", memberId: "mem_1" } };
    return { ctx, clock, lines };
  };
  const propose = async (ctx: Context, more: object = {}) => {
    const { id } = await createCampaign(ctx, plan(more));
    await proposeCampaign(ctx, { id });
    return id;
  };
  const run = async (ctx: Context, more: object = {}) => {
    const id = await propose(ctx, more);
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    return id;
  };

  test("nothing is on a platform before the approval; after it everything is there once, running", async () => {
    const { ctx } = setUp();
    const { id } = await createCampaign(ctx, plan());
    await expect(approveCampaign(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    await proposeCampaign(ctx, { id });
    await sendActions(ctx);
    const { adSets } = await getCampaign(ctx, { id });
    const sandbox = ctx.adPlatforms.sandbox(ctx.projectId);
    expect(await sandbox.findByTag(adSets[0]?.tag ?? "")).toEqual({ ok: true, value: [] });
    expect(await approveCampaign(ctx, { id })).toMatchObject({ state: "deploying" });
    expect(await approveCampaign(ctx, { id })).toMatchObject({ state: "deploying" });
    await sendActions(ctx);
    const running = await getCampaign(ctx, { id });
    expect(running).toMatchObject({ state: "running", reason: "Deployed" });
    const objects = running.adSets.flatMap((adSet) => adSet.objects);
    expect(objects.map(({ kind, status }) => `${kind} ${status}`).toSorted()).toEqual([
      "ad active",
      "ad active",
      "ad-set active",
      "ad-set active",
      "campaign active",
      "campaign active",
    ]);
    expect(running.transitions.map(({ to }) => to)).toEqual(["proposed", "approved", "deploying", "running"]);
    const { data } = await listPlatformActions(ctx, { id });
    expect(data.map(({ kind, state }) => `${kind} ${state}`)).toHaveLength(4);
    expect(new Set(data.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
  });

  test("a draft can be edited and deleted, a proposal neither; a rejected one can again", async () => {
    const { ctx } = setUp();
    const { id } = await createCampaign(ctx, plan());
    expect(await putCampaign(ctx, { ...plan({ name: "Mills" }), id })).toMatchObject({ name: "Mills", state: "draft" });
    await proposeCampaign(ctx, { id });
    await expect(putCampaign(ctx, { ...plan(), id })).rejects.toMatchObject({ code: "conflict" });
    await expect(deleteCampaign(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await rejectCampaign(ctx, { id, reason: "Too dear" })).toMatchObject({ state: "draft", reason: "Too dear" });
    await deleteCampaign(ctx, { id });
    await expect(getCampaign(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a text that the platform would refuse is named before anybody approves it", async () => {
    const { ctx } = setUp();
    const long = { variant: "B", headlines: ["x".repeat(91)], descriptions: ["y"] };
    const channels = [{ ...channel("feed", 5_000), creatives: [...creatives, long] }];
    const { id } = await createCampaign(ctx, plan({ channels }));
    await expect(proposeCampaign(ctx, { id })).rejects.toMatchObject({
      code: "invalid_body",
      fields: [{ pointer: "/channels/0/creatives/1/headlines/0" }],
    });
    const empty = await createCampaign(ctx, plan({ channels: [{ ...channel("feed", 5_000), creatives: [] }] }));
    await expect(proposeCampaign(ctx, { id: empty.id })).rejects.toMatchObject({
      fields: [{ pointer: "/channels/0/creatives" }],
    });
  });

  test("no approval exceeds a cap, and the refusal names the cap and what it would have to be", async () => {
    const { ctx } = setUp();
    const own = await propose(ctx, { budgetCents: 99_999 });
    await expect(approveCampaign(ctx, { id: own })).rejects.toMatchObject({
      code: "conflict",
      fields: [{ pointer: "/budgetCents", message: "must be at least 100000" }],
    });
    const caps = {
      currency: "EUR",
      dayCapCents: 15_000,
      monthCapCents: 150_000,
      projectCapCents: null,
      autoApproveCents: null,
    };
    await putBudget(ctx, caps);
    await run(ctx);
    const second = await propose(ctx);
    await expect(approveCampaign(ctx, { id: second })).rejects.toMatchObject({
      fields: [{ pointer: "/dayCapCents", message: "must be at least 20000" }],
    });
    expect(await getCampaign(ctx, { id: second })).toMatchObject({ state: "proposed" });
    await expect(putBudget(ctx, { ...caps, dayCapCents: 9_999 })).rejects.toMatchObject({ code: "conflict" });
    await putBudget(ctx, { ...caps, dayCapCents: 20_000 });
    await expect(approveCampaign(ctx, { id: second })).rejects.toMatchObject({
      fields: [{ pointer: "/monthCapCents" }],
    });
    expect((await getBudget(ctx)).today).toEqual({ spentCents: 0, promisedCents: 10_000 });
    await expect(createCampaign(ctx, plan({ currency: "USD" }))).rejects.toMatchObject({ code: "conflict" });
  });

  test("approvals at the same time never promise one room twice", async () => {
    const { ctx } = setUp();
    await putBudget(ctx, {
      currency: "EUR",
      dayCapCents: 35_000,
      monthCapCents: null,
      projectCapCents: null,
      autoApproveCents: null,
    });
    const ids = await Promise.all(Array.from({ length: 8 }, () => propose(ctx)));
    const outcomes = await Promise.allSettled(ids.map((id) => approveCampaign(ctx, { id })));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect((await getBudget(ctx)).today.promisedCents).toBe(30_000);
  });

  test("a pause frees later days once it is certain, never today; a resumed campaign runs again", async () => {
    const { ctx, clock } = setUp();
    const id = await run(ctx);
    await pauseCampaign(ctx, { id, reason: "Sold out" });
    expect((await getBudget(ctx)).total.promisedCents).toBe(100_000);
    await sendActions(ctx);
    expect((await getBudget(ctx)).total.promisedCents).toBe(10_000);
    const { adSets } = await getCampaign(ctx, { id });
    const statuses = adSets.flatMap(({ objects }) => objects.filter(({ kind }) => kind === "campaign"));
    expect(statuses.map(({ status }) => status)).toEqual(["paused", "paused"]);
    clock.nowMs += DAY_MS;
    await resumeCampaign(ctx, { id, reason: "Back in stock" });
    await sendActions(ctx);
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "running" });
    expect((await getBudget(ctx)).total.promisedCents).toBe(100_000);
    await endCampaign(ctx, { id, reason: "Done" });
    await sendActions(ctx);
    await expect(resumeCampaign(ctx, { id, reason: "Again" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("a campaign paused before anything of it was sent holds no money and never starts", async () => {
    const { ctx } = setUp();
    const id = await propose(ctx);
    await approveCampaign(ctx, { id });
    await pauseCampaign(ctx, { id, reason: "Wait" });
    await sendActions(ctx);
    expect((await getBudget(ctx)).total.promisedCents).toBe(0);
    const { adSets, state } = await getCampaign(ctx, { id });
    expect(state).toBe("paused");
    expect(adSets.flatMap(({ objects }) => objects)).toEqual([]);
  });

  test("the kill switch lets nothing through but pauses, until it is released", async () => {
    const { ctx } = setUp();
    const [running, waiting] = [await run(ctx), await propose(ctx)];
    const late = await propose(ctx);
    await approveCampaign(ctx, { id: late });
    const stopped = await stopSpending(ctx, { reason: "Wrong prices" });
    expect(stopped.stopped).toMatchObject({ by: "mem_1", reason: "Wrong prices" });
    await sendActions(ctx);
    for (const id of [running, late]) expect(await getCampaign(ctx, { id })).toMatchObject({ state: "paused" });
    expect((await getCampaign(ctx, { id: late })).adSets.flatMap(({ objects }) => objects)).toEqual([]);
    await expect(approveCampaign(ctx, { id: waiting })).rejects.toMatchObject({ code: "conflict" });
    await expect(resumeCampaign(ctx, { id: running, reason: "Now" })).rejects.toMatchObject({ code: "conflict" });
    expect((await releaseSpending(ctx)).stopped).toBeNull();
    await approveCampaign(ctx, { id: waiting });
    await sendActions(ctx);
    expect(await getCampaign(ctx, { id: waiting })).toMatchObject({ state: "running" });
  });

  test("spend beyond 1.3 times of a day's budget pauses the campaign and says so", async () => {
    const { ctx, lines } = setUp();
    const id = await run(ctx);
    const adSetId = (await getCampaign(ctx, { id })).adSets[0]?.id ?? "";
    const record = (spendCents: number) =>
      recordResults(ctx, {
        id,
        results: [{ adSetId, finalThrough: 0, atMs: ctx.now(), insights: [insight("2026-03-02", spendCents)] }],
      });
    expect(await record(6_500)).toBeNull();
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "running", spentCents: 6_500 });
    expect(await record(6_501)).toContain("spent 65.01 EUR on 2026-03-02, where 50.00 was allowed");
    await sendActions(ctx);
    expect(await getCampaign(ctx, { id })).toMatchObject({
      state: "paused",
      reason: expect.stringContaining("Anomaly"),
    });
    expect(lines.some(({ message }) => message.includes("too fast"))).toBe(true);
    expect(await getCampaignMetrics(ctx, { id })).toMatchObject({
      total: { spentCents: 6_501, conversions: 3, cpaCents: 2_167 },
      days: [{ day: "2026-03-02", spentCents: 6_501 }],
      lift: null,
    });
  });

  test("conversions that become dear all at once pause the campaign, once, until a person lets it go on", async () => {
    const { ctx, clock } = setUp();
    const id = await run(ctx, { startsOn: "2026-03-02", endsOn: "2026-05-30", budgetCents: 1_000_000 });
    const adSetId = (await getCampaign(ctx, { id })).adSets[0]?.id ?? "";
    const record = (from: number, conversions: readonly number[]) => {
      const insights = conversions.map((count, place) => {
        return insight(new Date(Date.UTC(2026, 2, 2 + from + place)).toISOString().slice(0, 10), 4_000, count);
      });
      clock.nowMs = Date.UTC(2026, 2, 2 + from + conversions.length, 12);
      return recordResults(ctx, { id, results: [{ adSetId, finalThrough: 0, atMs: ctx.now(), insights }] });
    };
    expect(await record(0, [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 0, 1, 0, 8])).toBeNull();
    const why = "Anomaly: 120.00 EUR brought 1 conversions from 2026-03-12 to 2026-03-14, where 24 were to be expected";
    expect(await record(14, [8])).toContain(why);
    await sendActions(ctx);
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "paused", reason: expect.stringContaining(why) });
    await resumeCampaign(ctx, { id, reason: "The shop was down" });
    await sendActions(ctx);
    // The same days are read again, and were seen by whoever let it go on.
    expect(await record(14, [8])).toBeNull();
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "running" });
  });

  test("money moves in steps of a fifth, once in a learning window, and never more in all than before", async () => {
    const { ctx, clock } = setUp();
    const id = await run(ctx);
    const [good, poor] = (await getCampaign(ctx, { id })).adSets.map((adSet) => adSet.id);
    const record = () => {
      const brought = [good, poor].map((adSetId, index) => {
        const insights = [insight("2026-03-02", 4_900, index === 0 ? 60 : 2)];
        return { adSetId: adSetId ?? "", finalThrough: 0, atMs: ctx.now(), insights };
      });
      return recordResults(ctx, { id, results: brought });
    };
    await record();
    // The day is not over: what it has brought by now says nothing of it.
    expect(await optimizeCampaign(ctx, { id, dryRun: true })).toMatchObject({
      moves: [{ toCents: 5_000 }, { toCents: 5_000 }],
      note: "The money lies where most is expected of it",
    });
    clock.nowMs += DAY_MS;
    await record();
    const dry = await optimizeCampaign(ctx, { id, dryRun: true });
    expect(dry).toMatchObject({ applied: false, note: null });
    expect(dry.moves.map(({ toCents }) => toCents)).toEqual([6_000, 4_000]);
    expect(dry.moves[0]?.why).toContain("from 1 day of results");
    expect((await listPlatformActions(ctx, { id })).data).toHaveLength(4);
    const { moves } = await optimizeCampaign(ctx, { id, dryRun: false });
    expect(moves).toEqual(dry.moves);
    await sendActions(ctx);
    const budgetsNow = async () => (await getCampaign(ctx, { id })).adSets.map((adSet) => adSet.dailyBudgetCents);
    expect(await budgetsNow()).toEqual([5_000, 4_000]);
    clock.nowMs += DAY_MS;
    await sendActions(ctx);
    expect(await budgetsNow()).toEqual([6_000, 4_000]);
    expect((await getBudget(ctx)).today.promisedCents).toBe(10_000);
    expect(await optimizeCampaign(ctx, { id, dryRun: false })).toMatchObject({
      applied: false,
      note: expect.stringContaining("learning until 2026-03-07"),
    });
  });

  test("the first figures of a day that is over stay beside the latest", async () => {
    const { ctx, clock } = setUp();
    const id = await run(ctx);
    const adSetId = (await getCampaign(ctx, { id })).adSets[0]?.id ?? "";
    const read = async (hour: number, conversions: number) => {
      clock.nowMs = Date.UTC(2026, 2, 2, hour);
      const insights = [insight("2026-03-02", 4_000, conversions)];
      await recordResults(ctx, { id, results: [{ adSetId, finalThrough: 0, atMs: ctx.now(), insights }] });
      return (await listResultRows(ctx.store.db, { projectId: ctx.projectId, id }))[0];
    };
    const none = { earlyConversions: null, earlyAgeDays: null };
    expect(await read(12, 1)).toMatchObject({ conversions: 1, ageDays: -0.5, ...none });
    const early = { earlyConversions: 3, earlyAgeDays: 0.25 };
    expect(await read(30, 3)).toMatchObject({ conversions: 3, ageDays: 0.25, ...early });
    expect(await read(54, 7)).toMatchObject({ conversions: 7, ageDays: 1.25, ...early });
  });

  test("another project sees and changes nothing", async () => {
    const [{ ctx }, { ctx: other }] = [setUp(), setUp()];
    const id = await run(ctx);
    const reason = "Mine";
    for (const verb of [getCampaign, getCampaignMetrics, listPlatformActions, proposeCampaign, approveCampaign])
      await expect(verb(other, { id })).rejects.toMatchObject({ code: "not_found" });
    for (const verb of [pauseCampaign, endCampaign, resumeCampaign, rejectCampaign])
      await expect(verb(other, { id, reason })).rejects.toMatchObject({ code: "not_found" });
    expect(await listCampaigns(other, { limit: 10 })).toEqual({ data: [], nextCursor: null });
    expect(await sendActions(other)).toBe(0);
  });
});

function insight(day: string, spendCents: number, conversions = 3) {
  return { objectId: "1", day, impressions: 1_000, clicks: 50, spendCents, conversions, conversionValueCents: 9_000 };
}
