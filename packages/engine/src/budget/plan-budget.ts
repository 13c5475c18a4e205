import type { Random } from "../random.ts";
import { allocateBudget } from "./allocate-budget.ts";
import type { ArmDay } from "./hill-posterior.ts";
import { fitHillPosterior } from "./hill-posterior.ts";

/** An ad set with what it has brought so far. */
export type BudgetArm = { id: string; current: number; days: readonly ArmDay[] };

export type PlanOptions = {
  random: Random;
  /** Most that a spend changes at once, as a share of what it is. */
  stepShare: number;
  /** Least and most of the whole that an arm gets. */
  minShare: number;
  maxShare: number;
  /** Days of the past that are looked at. */
  windowDays?: number;
  carryOver?: number;
};

/** What an arm should get, and what is expected of it before and after. */
export type PlannedArm = { id: string; spend: number; expectedBefore: number; expectedAfter: number; ageDays: number };

/** Responses that are drawn from each posterior. One draw explores most and loses most in a bad world; the mean of several guards the tail. */
const DRAWS = 4;
const WINDOW_DAYS = 60;

/**
 * Divides what is spent now among the same arms so that most comes of it, in bounded steps. Thompson sampling over Hill posteriors, with the mean of
 * a few draws for each arm. The sum of the spends stays what it is.
 */
export function planBudget(arms: readonly BudgetArm[], options: PlanOptions): PlannedArm[] {
  const { random, stepShare, minShare, maxShare, windowDays = WINDOW_DAYS, carryOver = 0 } = options;
  const total = arms.reduce((sum, { current }) => sum + current, 0);
  const priorRate = meanRate(arms);
  const fits = arms.map(({ days, ...arm }) => {
    const recent = days.slice(-windowDays);
    return { ...arm, posterior: fitHillPosterior(recent, { scale: total / arms.length, priorRate, carryOver }) };
  });
  const bounds = fits.map(({ current, posterior }) => {
    const draws = Array.from({ length: DRAWS }, () => posterior.draw(random));
    const low = Math.max(minShare * total, current * (1 - stepShare));
    const high = Math.min(maxShare * total, current * (1 + stepShare));
    // An arm that already lies outside its share goes back as far as one step allows.
    const min = Math.min(low, current * (1 + stepShare));
    return {
      min,
      max: Math.max(min, high),
      gainOf: (spend: number) => draws.reduce((sum, draw) => sum + draw(spend), 0),
    };
  });
  const spends = allocateBudget(total, bounds);
  return fits.map(({ id, current, posterior }, index) => {
    const spend = spends[index] ?? current;
    const expectedBefore = posterior.expected(current);
    return { id, spend, expectedBefore, expectedAfter: posterior.expected(spend), ageDays: posterior.ageDays };
  });
}

/** Conversions of a mature day of one arm, over all of them: where an arm of which nothing is known is expected to lie. */
function meanRate(arms: readonly BudgetArm[]): number {
  let conversions = 0;
  let days = 0;
  for (const arm of arms) {
    for (const day of arm.days) {
      conversions += day.conversions;
      days += day.maturity;
    }
  }
  return days > 0 && conversions > 0 ? conversions / days : 1;
}
