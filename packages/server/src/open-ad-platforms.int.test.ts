import { campaignPlanSchema } from "@rapport/contracts/ad-platforms";
import { newAdTag } from "@rapport/ports/ad-tag";
import { issuePermit } from "@rapport/ports/permit-office";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { openAdPlatforms } from "./open-ad-platforms.ts";

const NOW = Date.UTC(2026, 0, 5, 12);
const now = () => NOW;
const randomBytes = seededBytes(1);
const tag = () => newAdTag(NOW, randomBytes(10));

const creative = { headlines: ["Run further"], descriptions: ["Shoes that last."], url: "https://shop.example/shoes" };
const targeting = { countries: ["DE"] };
const planOf = (name: string) =>
  campaignPlanSchema.parse({
    ...{ tag: tag(), name, objective: "sales", currency: "EUR", startsOn: "2026-01-06" },
    adSets: [{ tag: tag(), name, dailyBudgetCents: 2_000, targeting, ads: [{ tag: tag(), name, creative }] }],
  });

describeOnBothEngines("the sandbox's accounts", ({ store }) => {
  const open = () => openAdPlatforms({ ...createTestServices(store()).services, now });
  const create = (projectId: string, plan: ReturnType<typeof planOf>) => {
    const terms = { projectId, action: "create", tag: plan.tag, dailyBudgetCents: 2_000, expiresAtMs: NOW } as const;
    return open()
      .sandbox(projectId)
      .createCampaign(issuePermit({ ...terms, isStopped: () => false }, now), plan);
  };

  test("survive the process, each for its project alone, and lose nothing that is changed at once", async () => {
    const plans = Array.from({ length: 8 }, (_, i) => planOf(`Campaign ${i}`));
    const answers = await Promise.all(plans.map((plan) => create("prj_a", plan)));
    expect(answers.map(({ ok }) => ok)).toEqual(plans.map(() => true));
    const found = await Promise.all(plans.map((plan) => open().sandbox("prj_a").findByTag(plan.tag)));
    expect(found).toEqual(answers);
    const elsewhere = await Promise.all(plans.map((plan) => open().sandbox("prj_b").findByTag(plan.tag)));
    expect(elsewhere).toEqual(plans.map(() => ({ ok: true, value: [] })));
  });

  test("are there for every project; another platform only where it is connected", async () => {
    expect((await open().open("prj_a", "sandbox"))?.name).toBe("sandbox");
    expect(await open().open("prj_a", "meta")).toBeUndefined();
  });
});
