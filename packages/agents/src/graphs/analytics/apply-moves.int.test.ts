import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { approveCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { createCampaign } from "@rapport/domain/campaigns/create-campaign";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { proposeCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { readResults } from "@rapport/domain/campaigns/read-results";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { applyMoves } from "./apply-moves.ts";

const plan = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/kettles",
  targeting: { countries: ["DE"] },
  budgetCents: 100_000,
  currency: "EUR",
  startsOn: "2026-01-05",
  endsOn: "2026-01-14",
  channels: ["feed", "story"].map((placement) => ({
    platform: "sandbox",
    placement,
    dailyBudgetCents: 5_000,
    creatives: [{ variant: "A", headlines: ["Copper kettles"], descriptions: ["Boils in two minutes"] }],
  })),
});

describeOnBothEngines("moves of money", ({ store }) => {
  test("done again by whoever goes on after a cut, they are the same moves; others are not made", async () => {
    const { services } = createTestServices(store(), Date.UTC(2026, 0, 5, 12));
    const randomBytes = seededBytes(3);
    const ctx: Context = { ...services, randomBytes, projectId: "prj_moves", actor: { kind: "system" } };
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    await ctx.adPlatforms.sandbox(ctx.projectId).advance(120);
    await readResults(ctx, { id });
    const proposed = await optimizeCampaign(ctx, { id, dryRun: true });
    expect(proposed.note).toBeNull();

    expect(await applyMoves(ctx, id, { proposed })).toBe(true);
    const made = (await listPlatformActions(ctx, { id })).data;
    expect(made.filter(({ kind }) => kind === "set-budget").length).toBeGreaterThan(0);
    expect(await applyMoves(ctx, id, { proposed })).toBe(true);
    const others = { ...proposed, moves: proposed.moves.map((move) => ({ ...move, toCents: move.toCents - 1 })) };
    expect(await applyMoves(ctx, id, { proposed: others })).toBe(false);
    expect((await listPlatformActions(ctx, { id })).data).toEqual(made);
  });
});
