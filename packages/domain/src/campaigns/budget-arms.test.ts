import { reportedShare } from "@rapport/engine/budget/report-delay";
import { expect, test } from "vitest";
import { budgetArms } from "./budget-arms.ts";

const AD_SETS = [
  { id: "late", platform: "meta", dailyBudgetCents: 5_000 },
  { id: "soon", platform: "google-ads", dailyBudgetCents: 5_000 },
] as const;
const COMING = 40;

/** Days of an ad set that is read every night: what is reported of each is what has come by then. */
function daysOf(adSetId: string, delayDays: number) {
  return Array.from({ length: 12 }, (_, index) => {
    const ageDays = 11.5 - index;
    const [conversions, earlyConversions] = [ageDays, 0.5].map((age) => COMING * reportedShare(delayDays, age));
    return { adSetId, spentCents: 5_000, conversions: conversions ?? 0, ageDays, earlyConversions, earlyAgeDays: 0.5 };
  }).map((row) => ({ ...row, earlyConversions: row.earlyConversions ?? null }));
}

test("each platform's young days count for what will have come of them", () => {
  for (const { days } of budgetArms(AD_SETS, [...daysOf("late", 3), ...daysOf("soon", 0)])) {
    for (const { conversions, maturity } of days) expect(conversions / maturity / COMING).toBeCloseTo(1, 1);
  }
});

test("a day that is not over does not count, and one of which only figures are known counts as complete", () => {
  const row = { adSetId: "late", spentCents: 900, conversions: 1, earlyConversions: null, earlyAgeDays: null };
  const [arm] = budgetArms(AD_SETS, [
    { ...row, ageDays: null },
    { ...row, ageDays: -0.6 },
  ]);
  expect(arm?.days).toEqual([{ spend: 900, conversions: 1, maturity: 1 }]);
});
