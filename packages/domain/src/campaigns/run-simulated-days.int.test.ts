import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { approveCampaign } from "./approve-campaign.ts";
import { claimAction } from "./claim-action.ts";
import { createCampaign } from "./create-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { getCampaignMetrics } from "./get-campaign-metrics.ts";
import { performAction } from "./perform-action.ts";
import { proposeCampaign } from "./propose-campaign.ts";
import { runSimulatedDays } from "./run-simulated-days.ts";
import { settleAction } from "./settle-action.ts";

const NOON_MS = Date.UTC(2026, 2, 2, 12);
const NEXT_DAY_MS = Date.UTC(2026, 2, 3);
/** Longer than a worker may hold an act. */
const LATER_MS = 3 * 60_000;
const plan = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/kettles",
  targeting: { countries: ["DE"] },
  budgetCents: 100_000,
  currency: "EUR",
  startsOn: "2026-03-02",
  endsOn: "2026-03-11",
  channels: [
    {
      platform: "sandbox",
      dailyBudgetCents: 5_000,
      creatives: [{ variant: "A", headlines: ["Kettles"], descriptions: ["Two minutes"] }],
    },
  ],
});

describeOnBothEngines("simulated days", (engine) => {
  let projects = 0;
  const setUp = async () => {
    const { services, clock } = createTestServices(engine.store(), NOON_MS);
    const ctx: Context = { ...services, projectId: `prj_days_${++projects}`, actor: { kind: "system" } };
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    const nowOf = () => ctx.adPlatforms.sandbox(ctx.projectId).now();
    return { ctx, clock, id, nowOf };
  };

  test("a day passes once the act of it is settled that another worker holds", async () => {
    const { ctx, id, nowOf } = await setUp();
    const held = await claimAction(ctx);
    if (!held) throw new Error("Nothing was due");
    expect(await runSimulatedDays(ctx, { id, untilMs: NEXT_DAY_MS, waitMs: 0 })).toBe(false);
    expect(await nowOf()).toBe(NOON_MS);
    await settleAction(ctx, held, await performAction(ctx, held));
    expect(await runSimulatedDays(ctx, { id, untilMs: NEXT_DAY_MS, waitMs: 0 })).toBe(true);
    expect(await nowOf()).toBe(NEXT_DAY_MS);
    expect(await getCampaign(ctx, { id })).toMatchObject({ state: "running" });
    expect((await getCampaignMetrics(ctx, { id })).total.spentCents).toBeGreaterThan(0);
  });

  test("an act of a worker that died is done before its day ends", async () => {
    const { ctx, clock, id } = await setUp();
    await claimAction(ctx);
    clock.nowMs += LATER_MS;
    expect(await runSimulatedDays(ctx, { id, untilMs: NEXT_DAY_MS, waitMs: 0 })).toBe(true);
    expect((await getCampaignMetrics(ctx, { id })).total.spentCents).toBeGreaterThan(0);
  });
});
