import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { readSandbox } from "@rapport/domain/ad-platforms/change-sandbox";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { getBudget } from "@rapport/domain/budgets/get-budget";
import { approveCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { createCampaign } from "@rapport/domain/campaigns/create-campaign";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";
import { recordShopTraffic } from "@rapport/testkit/agents/shop-traffic";
import { startAgents, untilAsked, untilRun } from "@rapport/testkit/agents/start-agents";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { GRAPHS } from "../graphs.ts";

const NOON_MS = Date.UTC(2026, 0, 5, 12);
/** A draw of markets in which one channel is dear. */
const SEED = 3;
const plan = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/kettles",
  targeting: { countries: ["DE"] },
  budgetCents: 1_000_000,
  currency: "EUR",
  startsOn: "2026-01-05",
  endsOn: "2026-01-24",
  mayMoveBudget: true,
  // The more a channel gets, the dearer is what it brings.
  channels: [
    ["feed", 3_000],
    ["story", 40_000],
  ].map(([placement, dailyBudgetCents]) => ({
    platform: "sandbox",
    placement,
    dailyBudgetCents,
    creatives: ["A", "B"].map((variant) => ({
      variant,
      headlines: [`Kettles ${variant}`],
      descriptions: ["Boils fast"],
    })),
  })),
});
const adsSchema = z.object({ campaignId: z.string(), ads: z.record(z.string(), z.record(z.string(), z.string())) });
const accountSchema = z.object({
  objects: z.array(
    z.looseObject({ tag: z.string(), creative: z.looseObject({ headlines: z.array(z.string()) }).nullable() }),
  ),
});

describeOnBothEngines("new versions of ads", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  let projects = 0;

  /** A campaign one of whose channels is dear, and a run that asks to show other texts there. */
  async function untilTextsAsked() {
    const { services } = createTestServices(store(), NOON_MS);
    const member = { kind: "member", memberId: "mem_1" } as const;
    const ctx: Context = { ...services, graphs: GRAPHS, projectId: `prj_renew_${++projects}`, actor: member };
    await recordShopTraffic(ctx, { people: 20, nowMs: NOON_MS });
    // Markets are drawn from tags, which are drawn here.
    const drawing: Context = { ...ctx, randomBytes: seededBytes(SEED) };
    const { id } = await createCampaign(drawing, plan);
    await proposeCampaign(drawing, { id });
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    await ctx.adPlatforms.sandbox(ctx.projectId).advance(24 * 8);
    const { end } = await startAgents(ctx);
    ends.push(end);
    const input = { campaignId: id, renewAds: true, itemIds: ["copper-kettle"] };
    const { id: runId } = await startRun(ctx, { graph: "analytics", input });
    return { ctx, id, runId, asked: await untilAsked(ctx) };
  }
  const updates = async (ctx: Context, id: string) =>
    (await listPlatformActions(ctx, { id })).data.filter(({ kind }) => kind === "update-creative");

  test("are asked for by name, shown as a person approved them, and cost no other money", async () => {
    const { ctx, id, runId, asked } = await untilTextsAsked();
    const { ads } = adsSchema.parse(asked.proposal);
    const before = await getCampaign(ctx, { id });
    expect(asked).toMatchObject({ kind: "new-creatives", runId });
    expect(asked.summary).toContain("A conversion costs");
    expect(await updates(ctx, id)).toEqual([]);
    const [first = ""] = Object.keys(ads);
    const edited = { ...ads, [first]: { ...ads[first], headline1: "Copper, by hand" } };
    const { total } = await getBudget(ctx);
    await decideApproval(ctx, asked.id, { action: "edit", value: { campaignId: id, ads: edited } });
    const run = await untilRun(ctx, runId, ["completed"]);
    expect(run.result).toMatchObject({ renewedAds: Object.keys(ads).length, renewalProblems: [] });
    // Another worker may hold one of them when the run has nothing left to send.
    await expect
      .poll(async () => (await updates(ctx, id)).map(({ state }) => state), { timeout: 10_000 })
      .toEqual(Object.keys(ads).map(() => "confirmed"));
    expect((await getBudget(ctx)).total).toEqual(total);
    const { adSets } = await getCampaign(ctx, { id });
    const { objects } = accountSchema.parse(await readSandbox(ctx, ctx.projectId));
    for (const { platform, placement, creatives } of adSets) {
      for (const { variant, headlines, tag } of creatives) {
        const texts = edited[`${platform} ${placement} ${variant}`];
        const kept = before.adSets.flatMap((adSet) => adSet.creatives).find((one) => one.tag === tag);
        expect(headlines[0]).toBe(texts?.headline1 ?? kept?.headlines[0]);
        expect(objects.find((one) => one.tag === tag)?.creative?.headlines).toEqual(headlines);
      }
    }
  });

  test("are not shown where they were refused", async () => {
    const { ctx, id, runId, asked } = await untilTextsAsked();
    const before = await getCampaign(ctx, { id });
    await decideApproval(ctx, asked.id, { action: "reject" });
    await untilRun(ctx, runId, ["completed"]);
    expect((await getRunDetail(ctx, runId)).result).toMatchObject({ renewedAds: 0, ads: {} });
    expect(await updates(ctx, id)).toEqual([]);
    const textsOf = ({ adSets }: typeof before) => adSets.map(({ creatives }) => creatives);
    expect(textsOf(await getCampaign(ctx, { id }))).toEqual(textsOf(before));
  });
});
