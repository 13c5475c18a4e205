import { BUDGET_STEP_SHARE } from "@rapport/contracts/budgets";

/** Daily budgets that a person chose, cents by ad set. */
export type ChosenBudgets = Readonly<Record<string, number>>;
type Move = { adSetId: string; fromCents: number; toCents: number };

/** What a daily budget may become at once, cents. */
export function stepBounds(fromCents: number): { min: number; max: number } {
  return { min: Math.ceil(fromCents * (1 - BUDGET_STEP_SHARE)), max: Math.floor(fromCents * (1 + BUDGET_STEP_SHARE)) };
}

/** Why budgets cannot be what was chosen: one beyond its step, or more money than before. Undefined where they can. */
export function findChosenProblem(planned: readonly Move[], chosen: ChosenBudgets): string | undefined {
  let growthCents = 0;
  let plannedGrowthCents = 0;
  for (const { adSetId, fromCents, toCents: plannedCents } of planned) {
    const toCents = chosen[adSetId] ?? plannedCents;
    const { min, max } = stepBounds(fromCents);
    if (!Number.isInteger(toCents) || toCents < min || toCents > max) {
      return `A daily budget of ${money(fromCents)} can become ${money(min)} to ${money(max)} at once, not ${money(toCents)}`;
    }
    growthCents += toCents - fromCents;
    plannedGrowthCents += plannedCents - fromCents;
  }
  // Whole cents may already have made the plan a cent more.
  return growthCents > Math.max(0, plannedGrowthCents)
    ? `The daily budgets are ${money(growthCents)} more together than before`
    : undefined;
}

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}
