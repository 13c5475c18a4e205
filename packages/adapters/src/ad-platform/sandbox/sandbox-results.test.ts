import type { CampaignPlan, DailyInsight } from "@rapport/contracts/ad-platforms";
import { campaignPlanSchema } from "@rapport/contracts/ad-platforms";
import { expectDay } from "@rapport/engine/ad-simulator/expect-day";
import type { AdPlatform, ReadInsights, SandboxControl } from "@rapport/ports/ad-platform";
import { newAdTag } from "@rapport/ports/ad-tag";
import { issuePermit } from "@rapport/ports/permit-office";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { expect, test } from "vitest";
import { changeAccount } from "./call-sandbox.ts";
import { createMemoryAccounts } from "./memory-accounts.ts";
import { openSandbox } from "./sandbox.ts";
import { marketOf } from "./simulate-account.ts";

const NOW = Date.UTC(2026, 0, 5);
const now = () => NOW;
const projectId = "prj_results";
// Markets are drawn from tags.
const randomBytes = seededBytes(1);
const tag = () => newAdTag(NOW, randomBytes(10));

function planOf(part: Partial<CampaignPlan> = {}): CampaignPlan {
  const creative = {
    headlines: ["Run further"],
    descriptions: ["Shoes that last."],
    url: "https://shop.example/shoes",
  };
  const ads = ["A", "B"].map((name) => ({ tag: tag(), name, creative: { ...creative, headlines: [`Run ${name}`] } }));
  const adSet = { tag: tag(), name: "Runners", dailyBudgetCents: 5_000, targeting: { countries: ["DE"] }, ads };
  const terms = { tag: tag(), name: "Spring", objective: "sales", currency: "EUR", startsOn: "2026-01-05" };
  return campaignPlanSchema.parse({ ...terms, adSets: [adSet], ...part });
}

async function start(platform: AdPlatform & SandboxControl, plan: CampaignPlan) {
  const base = { projectId, expiresAtMs: NOW, isStopped: () => false, dailyBudgetCents: 5_000 };
  const made = await platform.createCampaign(issuePermit({ ...base, action: "create", tag: plan.tag }, now), plan);
  if (!made.ok) throw new Error(made.failure.message);
  for (const object of made.value) {
    const permit = issuePermit({ ...base, action: "set-status", tag: object.tag }, now);
    await platform.setStatus(permit, { object, status: "active" });
  }
  const [campaign] = made.value;
  if (!campaign) throw new Error("There is a campaign");
  const read = async (level: ReadInsights["level"], from = "2026-01-01", to = "2026-12-31") => {
    const answer = await platform.readInsights({ object: campaign, from, to, level });
    return answer.ok ? answer.value : [];
  };
  return { campaign, read };
}
const sum = (rows: DailyInsight[], of: (row: DailyInsight) => number) => rows.reduce((n, row) => n + of(row), 0);

test("a running campaign spends its budget a day, and levels add up to each other", async () => {
  const options = { projectId, memory: createMemoryAccounts(), now };
  const platform = openSandbox(options);
  const { read } = await start(platform, planOf());
  await platform.advance(24 * 10);
  expect(await platform.now()).toBe(NOW + 10 * 86_400_000);
  const [campaign, adSet, ads] = [await read("campaign"), await read("ad-set"), await read("ad")];
  expect(campaign).toHaveLength(10);
  for (const { spendCents } of campaign) {
    expect(spendCents).toBeGreaterThan(4_500);
    expect(spendCents).toBeLessThanOrEqual(5_000);
  }
  for (const of of ["impressions", "clicks", "spendCents", "conversions", "conversionValueCents"] as const) {
    expect([adSet, ads].map((rows) => sum(rows, (row) => row[of]))).toEqual(
      Array(2).fill(sum(campaign, (row) => row[of])),
    );
  }
  expect(new Set(ads.map(({ objectId }) => objectId)).size).toBe(2);
  expect(await read("campaign", "2026-01-07", "2026-01-08")).toEqual(campaign.slice(2, 4));
  const expected = await changeAccount(options, (state) => {
    const found = state.objects.find(({ kind }) => kind === "ad-set");
    return found ? expectDay(marketOf(state, found), 5_000).impressions : 0;
  });
  expect(sum(campaign, ({ impressions }) => impressions) / 10 / expected).toBeCloseTo(1, 0);
});

test("what is paused, outside of its days or at the end of its total spends nothing more", async () => {
  const options = { projectId, memory: createMemoryAccounts(), now };
  const platform = openSandbox(options);
  const later = await start(platform, planOf({ startsOn: "2026-01-07", endsOn: "2026-01-08" }));
  const capped = await start(platform, planOf({ totalBudgetCents: 7_000 }));
  const paused = await start(platform, planOf());
  const terms = { projectId, expiresAtMs: NOW, isStopped: () => true, dailyBudgetCents: 0 };
  const permit = issuePermit({ ...terms, action: "set-status", tag: paused.campaign.tag }, now);
  await platform.setStatus(permit, { object: paused.campaign, status: "paused" });
  await platform.advance(24 * 6);
  const spendDays = (rows: DailyInsight[]) => rows.filter(({ spendCents }) => spendCents > 0).map(({ day }) => day);
  expect(spendDays(await later.read("campaign"))).toEqual(["2026-01-07", "2026-01-08"]);
  expect(sum(await capped.read("campaign"), ({ spendCents }) => spendCents)).toBeLessThanOrEqual(7_000);
  expect(sum(await capped.read("campaign"), ({ spendCents }) => spendCents)).toBeGreaterThan(6_900);
  expect(await paused.read("campaign")).toEqual([]);
});

test("time moves by whole hours within bounds", async () => {
  const platform = openSandbox({ projectId, memory: createMemoryAccounts(), now });
  for (const hours of [-1, 0.5, Number.NaN, 24 * 400 + 1]) {
    await expect(platform.advance(hours)).rejects.toMatchObject({ code: "invalid_parameter" });
  }
});
