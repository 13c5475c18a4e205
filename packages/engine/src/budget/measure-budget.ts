import type { WorldOptions } from "./ad-world.ts";
import { createAdWorld } from "./ad-world.ts";
import type { BudgetPolicy } from "./budget-policies.ts";
import { POLICY_BOUNDS } from "./budget-policies.ts";

export type BudgetTrial = WorldOptions & {
  /** Days between two changes. */
  everyDays?: number;
};

/** What a policy brought as a share of what somebody who knows the world would bring within the same bounds of a share, unbound by steps. */
export function measureBudget(policy: BudgetPolicy, trial: BudgetTrial): number {
  const { everyDays = 1, ...options } = trial;
  const world = createAdWorld(options);
  const { minShare, maxShare } = POLICY_BOUNDS;
  let current = Array.from({ length: world.arms }, () => 1 / world.arms);
  const past = current.map((): { spend: number; reports: number[] }[] => []);
  let [brought, best] = [0, 0];
  for (let day = 0; day < world.days; day += 1) {
    if (day > 0 && day % everyDays === 0) {
      const history = past.map((days) =>
        days.map(({ spend, reports }, at) => ({
          spend,
          conversions: reports.slice(0, day - at).reduce((sum, count) => sum + count, 0),
          maturity: world.maturity(day - 1 - at),
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
