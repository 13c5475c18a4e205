import type { AdPlatformFixture } from "@rapport/ports/ad-platform/conformance";
import { adPlatformConformance } from "@rapport/ports/ad-platform/conformance";
import { openLinkedInFake } from "@rapport/testkit/ad-platforms/linkedin-fake";
import { expect, test } from "vitest";
import { openLinkedIn } from "./linkedin.ts";

const CREATIVE = {
  headlines: ["Run further"],
  descriptions: ["Shoes that last."],
  message: "Made for long roads (and #short ones).",
  url: "https://shop.example/shoes",
};

async function openFixture() {
  const fake = await openLinkedInFake();
  let nowMs = Date.UTC(2026, 10, 5, 12);
  const now = () => nowMs;
  const projectId = "prj_linkedin";
  const account = { accountId: fake.accountId, organizationId: "42", language: "de" };
  const platform = openLinkedIn({ ...fake, projectId, account, now });
  const fixture: AdPlatformFixture = {
    ...fake,
    ...{ platform, projectId, now, creative: CREATIVE, dailyBudgetCents: 2_000 },
    wait: async (ms) => {
      nowMs += ms;
    },
  };
  return { fake, fixture };
}

adPlatformConformance("linkedin", async () => (await openFixture()).fixture);

test("figures come by day under our ids, money in cents", async () => {
  const { fake, fixture } = await openFixture();
  fake.analytics.push({
    dateRange: { start: { year: 2026, month: 11, day: 1 }, end: { year: 2026, month: 11, day: 1 } },
    pivotValues: ["urn:li:sponsoredCampaign:77"],
    ...{ impressions: 1000, clicks: 12, costInLocalCurrency: "3.29", externalWebsiteConversions: 2 },
    conversionValueInLocalCurrency: "59.9",
  });
  const object = { kind: "campaign", id: "9", tag: "" } as const;
  const answer = await fixture.platform.readInsights({ object, from: "2026-11-01", to: "2026-11-03", level: "ad-set" });
  const figures = { impressions: 1000, clicks: 12, spendCents: 329, conversions: 2, conversionValueCents: 5990 };
  expect(answer).toEqual({ ok: true, value: [{ objectId: "77", day: "2026-11-01", ...figures }] });
  expect(fake.seen.at(-1)?.query.get("dateRange")).toBe(
    "(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:3))",
  );
  await fake.close();
});
