import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { putBannedWordsSchema } from "@rapport/contracts/text-safety";
import { listAdSetRows } from "@rapport/store/queries/campaigns";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { Killed, killAt } from "@rapport/testkit/store/kill-points";
import { expect, test } from "vitest";
import { z } from "zod";
import { readSandbox } from "../ad-platforms/change-sandbox.ts";
import { getBudget } from "../budgets/get-budget.ts";
import type { Context } from "../context.ts";
import { putBannedWords } from "../text-safety/banned-words.ts";
import { approveCampaign } from "./approve-campaign.ts";
import { createCampaign } from "./create-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { listPlatformActions } from "./list-platform-actions.ts";
import { pauseCampaign } from "./pause-campaign.ts";
import { proposeCampaign } from "./propose-campaign.ts";
import { renewAds } from "./renew-ads.ts";
import { sendActions } from "./send-actions.ts";

const NOW = Date.UTC(2026, 2, 2, 9);
/** Longer than a worker may hold an act, and than the pauses between its attempts. */
const LATER_MS = 3 * 3_600_000;
const creatives = ["A", "B"].map((variant) => ({ variant, headlines: ["Kettles"], descriptions: ["Two minutes"] }));
const plan = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/kettles",
  targeting: { countries: ["DE"] },
  budgetCents: 100_000,
  currency: "EUR",
  startsOn: "2026-03-02",
  endsOn: "2026-03-11",
  channels: [{ platform: "sandbox", dailyBudgetCents: 5_000, creatives }],
});
const accountSchema = z.object({
  objects: z.array(
    z.looseObject({ tag: z.string(), creative: z.looseObject({ headlines: z.array(z.string()) }).nullable() }),
  ),
});
const COPPER = { headlines: ["Copper, by hand"], descriptions: ["For fifty years"] };

describeOnBothEngines("other texts in ads that run", (engine) => {
  let projects = 0;
  const setUp = async () => {
    const { services, clock } = createTestServices(engine.store(), NOW);
    const ctx: Context = { ...services, projectId: `prj_texts_${++projects}`, actor: { kind: "system" } };
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    await sendActions(ctx);
    const [adSet] = (await getCampaign(ctx, { id })).adSets;
    const renewal = { adSetId: adSet?.id ?? "", variant: "B", texts: COPPER };
    return { ctx, clock, id, input: { id, renewals: [renewal], reason: "Approved", key: "run_1" } };
  };
  const shown = async (ctx: Context) => {
    const { objects } = accountSchema.parse(await readSandbox(ctx, ctx.projectId));
    return objects.flatMap(({ creative }) => creative?.headlines ?? []);
  };
  const written = async (ctx: Context, id: string) =>
    (await getCampaign(ctx, { id })).adSets.flatMap((adSet) => adSet.creatives.flatMap(({ headlines }) => headlines));
  const updates = async (ctx: Context, id: string) =>
    (await listPlatformActions(ctx, { id })).data
      .filter(({ kind }) => kind === "update-creative")
      .map(({ state }) => state);

  test("killed at any boundary, the next worker shows them in one ad, and the call says the same", async () => {
    let points = 0;
    const stride = engine.openAgain ? 3 : 1;
    for (let point = 1; ; point += stride) {
      const { ctx, clock, id, input } = await setUp();
      const { total } = await getBudget(ctx);
      const { services: dying } = killAt(ctx, point);
      const work = async (by: Context) => {
        const answer = await renewAds(by, input);
        await sendActions(by);
        return answer;
      };
      const outcome: unknown = await work(dying).catch((error: unknown) => error);
      const isKilled = outcome instanceof Killed;
      if (isKilled) points += 1;
      clock.nowMs += LATER_MS;
      expect(isKilled ? await work(ctx) : outcome).toEqual({ asked: 1, problems: [] });
      expect(await shown(ctx)).toEqual(["Kettles", "Copper, by hand"]);
      expect(await written(ctx, id)).toEqual(["Kettles", "Copper, by hand"]);
      expect(await updates(ctx, id)).toEqual(["confirmed"]);
      expect((await getBudget(ctx)).total).toEqual(total);
      if (!isKilled) break;
    }
    expect(points * stride).toBeGreaterThan(8);
  });

  test("what may not be published is told of and asked of nobody", async () => {
    const { ctx, id, input } = await setUp();
    await putBannedWords(ctx, putBannedWordsSchema.parse({ words: [{ phrase: "cheap" }] }));
    const [renewal] = input.renewals;
    const [unsafe, long] = [["Cheap copper"], ["Copper kettles ".repeat(30)]].map((headlines) => {
      return { ...input, renewals: renewal ? [{ ...renewal, texts: { ...COPPER, headlines } }] : [] };
    });
    if (!unsafe || !long) throw new Error("Two are made");
    for (const refused of [unsafe, long]) {
      const { asked, problems } = await renewAds(ctx, refused);
      expect({ asked, problems: problems.length }).toEqual({ asked: 0, problems: 1 });
    }
    await sendActions(ctx);
    expect(await shown(ctx)).toEqual(["Kettles", "Kettles"]);
    expect(await updates(ctx, id)).toEqual([]);
  });

  test("a pause withdraws them, and nothing of them stays", async () => {
    const { ctx, id, input } = await setUp();
    await renewAds(ctx, input);
    await pauseCampaign(ctx, { id, reason: "Stop" });
    await sendActions(ctx);
    expect(await updates(ctx, id)).toEqual(["withdrawn"]);
    expect(await shown(ctx)).toEqual(["Kettles", "Kettles"]);
    const rows = await listAdSetRows(engine.store().db, { projectId: ctx.projectId, id });
    expect(rows.flatMap((adSet) => adSet.creatives).filter(({ next }) => next)).toEqual([]);
  });
});
