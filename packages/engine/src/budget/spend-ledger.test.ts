import { expect, test } from "vitest";
import { simulateSpend } from "./simulate-spend.ts";
import { findCapBreach, promiseDays, settleDays } from "./spend-ledger.ts";

const NO_CAPS = { dayCents: null, monthCents: null, projectCents: null, campaignCents: 1_000 };
const today = 20_480; // 2026-01-27
const at = { campaignId: "a", fromDay: today };

test("no random history of lost requests and late answers spends more than a cap", () => {
  const runs = Array.from({ length: 5_000 }, (_, seed) => simulateSpend(seed + 1));
  expect(runs.flatMap(({ breaches }) => breaches)).toEqual([]);
  // The caps are met often enough to mean something.
  expect(runs.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(5_000);
  expect(runs.reduce((sum, { promised }) => sum + promised, 0)).toBeGreaterThan(5_000);
});

test("each cap is broken by one cent too many, and by nothing below", () => {
  const exposures = [
    { campaignId: "a", day: today, cents: 60 },
    { campaignId: "b", day: today, cents: 40 },
    { campaignId: "b", day: today + 5, cents: 100 },
  ];
  const check = (caps: object) => findCapBreach(exposures, { ...NO_CAPS, ...caps }, at);
  expect(check({ dayCents: 100, monthCents: 100, projectCents: 200, campaignCents: 60 })).toBeUndefined();
  expect(check({ campaignCents: 59 })).toEqual({ scope: "campaign", period: "", capCents: 59, wouldBeCents: 60 });
  expect(check({ dayCents: 99 })).toMatchObject({ scope: "day", period: "2026-01-27", wouldBeCents: 100 });
  expect(check({ monthCents: 99 })).toMatchObject({ scope: "month", period: "2026-01", wouldBeCents: 100 });
  expect(check({ projectCents: 199 })).toMatchObject({ scope: "project", wouldBeCents: 200 });
});

test("days and months that are over do not stop what is to come", () => {
  const exposures = [{ campaignId: "b", day: today - 40, cents: 5_000 }];
  expect(findCapBreach(exposures, { ...NO_CAPS, dayCents: 10, monthCents: 10 }, at)).toBeUndefined();
});

test("a promise never falls while its fate is open; once it is certain, today keeps what it was allowed", () => {
  const before = new Map([
    [today - 1, 70],
    [today, 80],
    [today + 1, 80],
  ]);
  const lower = { fromDay: today, untilDay: today + 1, dailyCents: 30 };
  expect(promiseDays(before, lower)).toEqual(before);
  expect([...settleDays(before, { ...lower, today })]).toEqual([
    [today - 1, 70],
    [today, 80],
    [today + 1, 30],
  ]);
  expect(promiseDays(before, { ...lower, dailyCents: 90 }).get(today + 1)).toBe(90);
});
