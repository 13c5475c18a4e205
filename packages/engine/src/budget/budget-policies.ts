import { allocateBudget } from "./allocate-budget.ts";
import type { ArmDay } from "./hill-posterior.ts";
import { planBudget } from "./plan-budget.ts";

/** What a policy sees: spends of today, and each arm's days as they are known now. */
export type PolicyView = { current: readonly number[]; history: readonly (readonly ArmDay[])[] };
export type BudgetPolicy = (view: PolicyView) => number[];

/** Bounds that hold for every policy: a fifth a step, 5 to 60 % of the whole. */
export const POLICY_BOUNDS = { stepShare: 0.2, minShare: 0.05, maxShare: 0.6 } as const;
/** Weight of a day relative to the one after it, in the baselines' averages. */
const DECAY = 0.9;

/** What budgets are set by in practice, and ours. */
export const BUDGET_POLICIES: Record<string, BudgetPolicy> = {
  "equal split": ({ current }) => [...current],
  "winner takes most": ({ current, history }) => {
    const returns = history.map(returnOf);
    const best = returns.indexOf(Math.max(...returns));
    const rest = (1 - POLICY_BOUNDS.maxShare) / (current.length - 1);
    return stepTowards(
      current,
      current.map((_, arm) => (arm === best ? POLICY_BOUNDS.maxShare : rest)),
    );
  },
  "proportional to return": ({ current, history }) => {
    const returns = history.map(returnOf);
    const total = returns.reduce((sum, value) => sum + value, 0);
    return total > 0
      ? stepTowards(
          current,
          returns.map((value) => value / total),
        )
      : [...current];
  },
  "Hill posterior (ours)": ({ current, history }) => {
    const arms = current.map((spend, arm) => ({ id: String(arm), current: spend, days: history[arm] ?? [] }));
    return planBudget(arms, POLICY_BOUNDS).map(({ spend }) => spend);
  },
};

/** Conversions for each unit of money, recent days counting more. */
function returnOf(days: readonly ArmDay[]): number {
  let [conversions, spend, weight] = [0, 0, 1];
  for (const day of days.toReversed()) {
    conversions += weight * (day.conversions / Math.max(day.maturity, 0.05));
    spend += weight * day.spend;
    weight *= DECAY;
  }
  return spend > 0 ? conversions / spend : 0;
}

/** The division nearest to a target that one step reaches. */
function stepTowards(current: readonly number[], target: readonly number[]): number[] {
  const { stepShare, minShare, maxShare } = POLICY_BOUNDS;
  return allocateBudget(
    1,
    current.map((spend, arm) => ({
      min: Math.max(minShare, spend * (1 - stepShare)),
      max: Math.min(maxShare, spend * (1 + stepShare)),
      gainOf: (next) => -((next - (target[arm] ?? 0)) ** 2),
    })),
  );
}
