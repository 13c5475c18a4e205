import type { AdPlatformFixture } from "@rapport/ports/ad-platform/conformance";
import { adPlatformConformance } from "@rapport/ports/ad-platform/conformance";
import { openGoogleAdsFake } from "@rapport/testkit/ad-platforms/google-ads-fake";
import { expect, test } from "vitest";
import { openGoogleAds } from "./google-ads.ts";

const CREATIVE = {
  headlines: ["Run further", "Shoes for long roads", "Free returns"],
  descriptions: ["Shoes that last a thousand miles.", "Try them for thirty days."],
  url: "https://shop.example/shoes",
};

async function openFixture() {
  const fake = await openGoogleAdsFake();
  let nowMs = Date.UTC(2026, 10, 5, 12);
  const now = () => nowMs;
  const projectId = "prj_google";
  const platform = openGoogleAds({ ...fake, projectId, account: fake, now });
  const fixture: AdPlatformFixture = {
    ...fake,
    ...{ platform, projectId, now, creative: CREATIVE, dailyBudgetCents: 2_000 },
    wait: async (ms) => {
      nowMs += ms;
    },
  };
  return { fake, fixture };
}

adPlatformConformance("google-ads", async () => (await openFixture()).fixture);

test("figures come by day, millionths of a unit as cents; what is no day or campaign never reaches a query", async () => {
  const { fake, fixture } = await openFixture();
  const id = `customers/${fake.customerId}/campaigns/7`;
  fake.metrics.push({
    campaign: { resourceName: id },
    segments: { date: "2026-11-01" },
    metrics: { impressions: "1000", clicks: "12", costMicros: "3290000", conversions: 1.5, conversionsValue: 59.9 },
  });
  const read = (object: string, from: string) =>
    fixture.platform.readInsights({
      object: { kind: "campaign", id: object, tag: "" },
      from,
      to: "2026-11-03",
      level: "campaign",
    });
  const figures = { impressions: 1000, clicks: 12, spendCents: 329, conversions: 1.5, conversionValueCents: 5990 };
  expect(await read(id, "2026-11-01")).toEqual({ ok: true, value: [{ objectId: id, day: "2026-11-01", ...figures }] });
  const asked = fake.seen.length;
  await expect(read(`${id}' OR '1' = '1`, "2026-11-01")).rejects.toThrow(RangeError);
  await expect(read(id, "2026-11-01' OR '")).rejects.toThrow(RangeError);
  expect(await fixture.platform.findByTag("%' OR campaign.name LIKE '%")).toEqual({ ok: true, value: [] });
  expect(fake.seen).toHaveLength(asked);
  await fake.close();
});
