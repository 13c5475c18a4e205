import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { Killed, killAt } from "@rapport/testkit/store/kill-points";
import { expect, test } from "vitest";
import { getBudget } from "../budgets/get-budget.ts";
import { stopSpending } from "../budgets/stop-spending.ts";
import type { Context } from "../context.ts";
import { approveCampaign } from "./approve-campaign.ts";
import { createCampaign } from "./create-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { listPlatformActions } from "./list-platform-actions.ts";
import { pauseCampaign } from "./pause-campaign.ts";
import { proposeCampaign } from "./propose-campaign.ts";
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

describeOnBothEngines("the outbox", (engine) => {
  let projects = 0;
  const setUp = async () => {
    const { services, clock } = createTestServices(engine.store(), NOW);
    const ctx: Context = { ...services, projectId: `prj_${++projects}`, actor: { kind: "system" } };
    const { id } = await createCampaign(ctx, plan);
    await proposeCampaign(ctx, { id });
    await approveCampaign(ctx, { id });
    return { ctx, clock, id };
  };
  const expectOnce = async (ctx: Context, id: string) => {
    const { state, adSets } = await getCampaign(ctx, { id });
    const [adSet] = adSets;
    const tags = adSet?.objects.map(({ tag }) => tag) ?? [];
    const sandbox = ctx.adPlatforms.sandbox(ctx.projectId);
    const kinds = [];
    for (const tag of tags) {
      const found = await sandbox.findByTag(tag);
      const own = found.ok ? found.value.filter((object) => object.tag === tag) : [];
      expect(own.map((object) => object.status)).toEqual(["active"]);
      kinds.push(own[0]?.kind);
    }
    expect(kinds.toSorted()).toEqual(["ad", "ad", "ad-set", "campaign"]);
    expect(state).toBe("running");
    expect((await getBudget(ctx)).total.promisedCents).toBe(50_000);
    const actions = (await listPlatformActions(ctx, { id })).data;
    expect(actions.map(({ kind, state: end }) => `${kind} ${end}`)).toEqual(["activate confirmed", "create confirmed"]);
  };

  test("killed at any boundary, the next worker leaves one object per tag and the same end", async () => {
    let points = 0;
    // Every boundary on the embedded store; on a server, where each run costs more, every fifth.
    const stride = engine.openAgain ? 5 : 1;
    for (let point = 1; ; point += stride) {
      const { ctx, clock, id } = await setUp();
      const { services: dying } = killAt(ctx, point);
      const outcome = await sendActions(dying).catch((error: unknown) => error);
      if (!(outcome instanceof Killed)) {
        expect(outcome).toBe(2);
        break;
      }
      points += 1;
      clock.nowMs += LATER_MS;
      await sendActions(ctx);
      await expectOnce(ctx, id);
    }
    expect(points * stride).toBeGreaterThan(25);
  });

  test("two workers at once send each act once", async () => {
    const { ctx, id } = await setUp();
    const counts = await Promise.all([sendActions(ctx), sendActions(ctx), sendActions(ctx)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    await expectOnce(ctx, id);
  });

  test("an answer that never came is looked for on the platform, not sent again", async () => {
    const { ctx, clock, id } = await setUp();
    let sent = 0;
    const { adPlatforms } = ctx;
    const deaf: Context = {
      ...ctx,
      adPlatforms: {
        ...adPlatforms,
        open: async (projectId, name) => {
          const platform = await adPlatforms.open(projectId, name);
          if (!platform) return undefined;
          const createCampaign: typeof platform.createCampaign = async (permit, tree) => {
            sent += 1;
            await platform.createCampaign(permit, tree);
            return { ok: false, failure: { kind: "outcome-unknown", message: "No answer came" } };
          };
          return { ...platform, createCampaign };
        },
      },
    };
    await sendActions(deaf);
    expect((await listPlatformActions(ctx, { id })).data.map(({ state }) => state)).toEqual([
      "pending",
      "outcome-unknown",
    ]);
    clock.nowMs += LATER_MS;
    await sendActions(deaf);
    expect(sent).toBe(1);
    await expectOnce(ctx, id);
  });

  test("what a platform refuses ends the act with its words, and the campaign says where it failed", async () => {
    const { ctx, id } = await setUp();
    const closed: Context = { ...ctx, adPlatforms: { ...ctx.adPlatforms, open: async () => undefined } };
    await sendActions(closed);
    const { data } = await listPlatformActions(ctx, { id });
    expect(data.map(({ state, error }) => [state, error])).toEqual([
      ["failed", "No sandbox account is connected"],
      ["failed", "No sandbox account is connected"],
    ]);
    expect(await getCampaign(ctx, { id })).toMatchObject({
      state: "paused",
      reason: "Could not be deployed on sandbox",
    });
  });

  test("the kill switch thrown in the middle of an act stops it before its next request", async () => {
    const { ctx, clock, id } = await setUp();
    const { adPlatforms } = ctx;
    let isThrown = false;
    const watched: Context = {
      ...ctx,
      adPlatforms: {
        ...adPlatforms,
        open: async (projectId, name) => {
          const platform = await adPlatforms.open(projectId, name);
          if (!platform) return undefined;
          const setStatus: typeof platform.setStatus = async (permit, change) => {
            const answer = await platform.setStatus(permit, change);
            if (!isThrown) {
              isThrown = true;
              await stopSpending(ctx, { reason: "Stop" });
            }
            return answer;
          };
          return { ...platform, setStatus };
        },
      },
    };
    await sendActions(watched);
    clock.nowMs += LATER_MS;
    await sendActions(ctx);
    const { adSets, state } = await getCampaign(ctx, { id });
    const found = await adPlatforms
      .sandbox(ctx.projectId)
      .findByTag(adSets[0]?.objects.find(({ kind }) => kind === "campaign")?.tag ?? "");
    const statuses = found.ok ? found.value.map(({ kind, status }) => `${kind} ${status}`) : [];
    expect(statuses).toContain("campaign paused");
    expect(state).toBe("paused");
  });

  test("a pause does not wait behind an act whose outcome is unknown, and nothing starts after it", async () => {
    const { ctx, clock, id } = await setUp();
    const { adPlatforms } = ctx;
    const losing: Context = {
      ...ctx,
      adPlatforms: {
        ...adPlatforms,
        open: async (projectId, name) => {
          const platform = await adPlatforms.open(projectId, name);
          if (!platform) return undefined;
          const setStatus: typeof platform.setStatus = async (permit, change) => {
            await platform.setStatus(permit, change);
            return { ok: false, failure: { kind: "outcome-unknown", message: "No answer came" } };
          };
          return { ...platform, setStatus };
        },
      },
    };
    await sendActions(losing);
    await pauseCampaign(ctx, { id, reason: "Stop" });
    await sendActions(ctx);
    clock.nowMs += LATER_MS;
    await sendActions(ctx);
    const { adSets } = await getCampaign(ctx, { id });
    const campaign = adSets[0]?.objects.find(({ kind }) => kind === "campaign");
    expect(campaign?.status).toBe("paused");
    expect((await getBudget(ctx)).total.promisedCents).toBe(5_000);
  });
});
