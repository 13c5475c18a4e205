import type { AdPlatformFixture } from "@rapport/ports/ad-platform/conformance";
import { adPlatformConformance } from "@rapport/ports/ad-platform/conformance";
import { openMetaFake } from "@rapport/testkit/ad-platforms/meta-fake";
import { expect, test } from "vitest";
import { openMeta } from "./meta.ts";

const CREATIVE = {
  headlines: ["Run further"],
  descriptions: ["Shoes that last."],
  message: "Made for long roads.",
  url: "https://shop.example/shoes",
};

async function openFixture() {
  const fake = await openMetaFake();
  let nowMs = Date.UTC(2026, 10, 5, 12);
  const now = () => nowMs;
  const account = { accountId: fake.accountId, pageId: "777", pixelId: "888", beneficiary: "Shop GmbH" };
  const projectId = "prj_meta";
  const platform = openMeta({ ...fake, projectId, account, now });
  const fixture: AdPlatformFixture = {
    ...fake,
    ...{ platform, projectId, now, creative: CREATIVE, dailyBudgetCents: 2_000 },
    wait: async (ms) => {
      nowMs += ms;
    },
  };
  return { fake, fixture };
}

adPlatformConformance("meta", async () => (await openFixture()).fixture);

test("figures come by day from all pages, money in cents, a conversion counted once under whatever types it appears", async () => {
  const { fake, fixture } = await openFixture();
  const row = (day: string) => ({
    ...{
      date_start: day,
      date_stop: day,
      campaign_id: "1",
      adset_id: "2",
      impressions: "1000",
      clicks: "12",
      spend: "3.29",
    },
    actions: ["purchase", "omni_purchase", "offsite_conversion.fb_pixel_purchase"].map((action_type) => ({
      action_type,
      value: "2",
    })),
    action_values: [{ action_type: "purchase", value: "59.9" }],
  });
  fake.insights.push(row("2026-11-01"), row("2026-11-02"), row("2026-11-03"));
  const object = { kind: "campaign", id: "1", tag: "" } as const;
  const answer = await fixture.platform.readInsights({ object, from: "2026-11-01", to: "2026-11-03", level: "ad-set" });
  const figures = {
    objectId: "2",
    impressions: 1000,
    clicks: 12,
    spendCents: 329,
    conversions: 2,
    conversionValueCents: 5990,
  };
  const days = ["2026-11-01", "2026-11-02", "2026-11-03"];
  expect(answer).toEqual({ ok: true, value: days.map((day) => ({ ...figures, day })) });
  const asked = fake.seen.at(-1);
  expect(asked?.query.get("time_range")).toBe('{"since":"2026-11-01","until":"2026-11-03"}');
  await fake.close();
});
