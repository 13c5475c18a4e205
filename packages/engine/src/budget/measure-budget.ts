import type { WorldOptions } from "./ad-world.ts";
import { createAdWorld } from "./ad-world.ts";
import type { BudgetPolicy } from "./budget-policies.ts";
import { POLICY_BOUNDS } from "./budget-policies.ts";
import type { DayReports } from "./report-delay.ts";
import { fitReportDelay, reportedShare } from "./report-delay.ts";

/** What was spent on an arm on a day, and what was reported of it, by days after it. */
type PastDay = { spend: number; reports: number[] };

export type BudgetTrial = WorldOptions & {
  /** Days between two changes. */
  everyDays?: number;
  /** What the policy is told of conversions that are still to come: how many (known), what reports so far say of that, or nothing. */
  lateness?: "known" | "learned" | "ignored";
};

/** What a policy brought as a share of what somebody who knows the world would bring within the same bounds of a share, unbound by steps. */
export function measureBudget(policy: BudgetPolicy, trial: BudgetTrial): number {
  const { everyDays = 1, lateness = "known", ...options } = trial;
  const world = createAdWorld(options);
  const { minShare, maxShare } = POLICY_BOUNDS;
  let current = Array.from({ length: world.arms }, () => 1 / world.arms);
  const past = current.map((): PastDay[] => []);
  let [brought, best] = [0, 0];
  for (let day = 0; day < world.days; day += 1) {
    if (day > 0 && day % everyDays === 0) {
      const delayDays = lateness === "learned" ? fitReportDelay(past.flatMap((days) => reportsOf(days))) : 0;
      const maturityOf = (age: number) => (lateness === "known" ? world.maturity(age) : reportedShare(delayDays, age));
      const history = past.map((days) =>
        days.map(({ spend, reports }, at) => ({
          spend,
          conversions: sumOf(reports.slice(0, day - at)),
          maturity: maturityOf(day - 1 - at),
        })),
      );
      current = policy({ current, history });
    }
    for (const [arm, spend] of current.entries()) {
      past[arm]?.push({ spend, reports: world.draw(arm, day, spend) });
      brought += world.gainOf(arm, day, spend);
    }
    best += world.bestOf(day, minShare, maxShare);
  }
  return brought / best;
}

/** What was known of each day on the evening of it, and what is known by now. */
function reportsOf(days: readonly PastDay[]): DayReports[] {
  return days.map(({ reports }, at) => {
    const lateAgeDays = days.length - 1 - at;
    return { earlyAgeDays: 0, lateAgeDays, early: reports[0] ?? 0, late: sumOf(reports.slice(0, lateAgeDays + 1)) };
  });
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
