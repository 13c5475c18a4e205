import { releaseAgents, stopAgents } from "@rapport/domain/agents/agent-switch";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { putBudget } from "@rapport/domain/budgets/put-budget";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";
import type { AdPlatform, PlatformAnswer } from "@rapport/ports/ad-platform";
import { recordShopTraffic } from "@rapport/testkit/agents/shop-traffic";
import { startAgents, untilRun } from "@rapport/testkit/agents/start-agents";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { z } from "zod";
import { GRAPHS } from "../graphs.ts";

const INPUT = { siteUrl: "https://shop.example", days: 3, approval: "policy" };
const WAIT = { timeout: 60_000, interval: 20 };

describeOnBothEngines("the stop of all agents", ({ store }) => {
  test("pressed in the midst of a deployment, nothing more changes on the platform; released, each object is made once", async () => {
    const { services } = createTestServices(store(), Date.now());
    const bare: Context = {
      ...services,
      graphs: GRAPHS,
      projectId: "prj_pressed",
      actor: { kind: "member", memberId: "mem_1" },
    };
    await recordShopTraffic(bare, { people: 210, nowMs: Date.now() });
    await putBudget(bare, {
      ...{ currency: "USD", dayCapCents: null, monthCapCents: null, projectCapCents: null },
      autoApproveCents: 60_000,
    });
    const { ctx, changes, press } = pressingAtFirstChange(bare);
    const agents = await startAgents(ctx);
    const run = await startRun(ctx, { graph: "coordinator", input: INPUT });
    await press;
    await expect.poll(async () => (await getRunDetail(ctx, run.id)).state, WAIT).toBe("stopped");
    // As any other worker would go on with what is due.
    expect(await sendActions(ctx)).toBe(0);
    expect(changes.filter(({ begunAfter }) => begunAfter)).toEqual([]);

    await releaseAgents(ctx);
    const { result } = await untilRun(ctx, run.id, ["completed"]);
    await agents.end();
    const { campaignId: id } = z.looseObject({ campaignId: z.string() }).parse(result);
    const { state, adSets } = await getCampaign(ctx, { id });
    expect(state).toBe("ended");
    const tags = adSets.flatMap(({ objects }) => objects.map(({ tag }) => tag));
    expect(tags).toHaveLength(15);
    expect(new Set(tags).size).toBe(15);
    expect(changes.filter(({ method }) => method === "createCampaign")).toHaveLength(3);
  });
});

/** Platforms on which the first change has the agents stopped; `changes` are those that happened. */
function pressingAtFirstChange(bare: Context) {
  const changes: { method: string; begunAfter: boolean }[] = [];
  const { promise: press, resolve } = Promise.withResolvers<void>();
  let pressed: "not yet" | "begun" | "answered" = "not yet";
  const noting = async <T>(method: string, change: () => Promise<PlatformAnswer<T>>) => {
    const begunAfter = pressed === "answered";
    const answer = await change();
    if (answer.ok) changes.push({ method, begunAfter });
    if (!answer.ok || pressed !== "not yet") return answer;
    pressed = "begun";
    await stopAgents(bare, "Fire");
    pressed = "answered";
    resolve();
    return answer;
  };
  const wrap = (own: AdPlatform): AdPlatform => ({
    ...own,
    createCampaign: (permit, plan) => noting("createCampaign", () => own.createCampaign(permit, plan)),
    setStatus: (permit, change) => noting("setStatus", () => own.setStatus(permit, change)),
    setBudget: (permit, change) => noting("setBudget", () => own.setBudget(permit, change)),
  });
  const open: Context["adPlatforms"]["open"] = async (projectId, name) => {
    const own = await bare.adPlatforms.open(projectId, name);
    return own && wrap(own);
  };
  return { ctx: { ...bare, adPlatforms: { ...bare.adPlatforms, open } }, changes, press };
}
