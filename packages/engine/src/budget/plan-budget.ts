import { allocateBudget } from "./allocate-budget.ts";
import type { ArmDay } from "./hill-posterior.ts";
import { fitHillPosterior, hill } from "./hill-posterior.ts";

/** An ad set with what it has brought so far. */
export type BudgetArm = { id: string; current: number; days: readonly ArmDay[] };

export type PlanOptions = {
  /** Most that a spend changes at once, as a share of what it is. */
  stepShare: number;
  /** Least and most of the whole that an arm gets. */
  minShare: number;
  maxShare: number;
  /** Days of the past that are looked at. */
  windowDays?: number;
  carryOver?: number;
};

/** What an arm should get, and what is expected of it before and after, conversions a day. */
export type PlannedArm = {
  id: string;
  spend: number;
  expectedBefore: number;
  expectedAfter: number;
  /** Conversions that later days are expected to gain by what this spend teaches. */
  lesson: number;
  ageDays: number;
};

/**
 * Days that what is learned today is of use: a lesson counts for so many days' gains. Chosen on 1,000 simulated worlds (seeds 1–200 and 2001–2800),
 * confirmed on 1001–1200. With 15, five of them end below 95 % of the oracle, with 20 one; with 30 none, but a point less of the gap is closed.
 */
const LESSON_DAYS = 20;
/** Until so many days are known, plain gains are taken: they are larger than any lesson, and teach as well. */
const FIRST_DAYS = 5;
const WINDOW_DAYS = 60;

/**
 * Divides what is spent now among the same arms so that most comes of it, in bounded steps: by what the Hill posteriors expect of a spend, and by what
 * a day at it would teach. What was never given more or less could deserve it unknown; such a spend is tried while its lesson is worth its price.
 * The same days give the same plan. The sum of the spends stays what it is.
 */
export function planBudget(arms: readonly BudgetArm[], options: PlanOptions): PlannedArm[] {
  const { stepShare, minShare, maxShare, windowDays = WINDOW_DAYS, carryOver = 0 } = options;
  const total = arms.reduce((sum, { current }) => sum + current, 0);
  const scale = total / arms.length;
  const priorRate = meanRate(arms, scale);
  const fits = arms.map(({ days, ...arm }) => {
    const recent = days.slice(-windowDays);
    const posterior = fitHillPosterior(recent, { scale, priorRate, carryOver });
    return { ...arm, posterior, lessonDays: recent.length < FIRST_DAYS ? 0 : LESSON_DAYS };
  });
  const bounds = fits.map(({ current, posterior, lessonDays }) => {
    const low = Math.max(minShare * total, current * (1 - stepShare));
    const high = Math.min(maxShare * total, current * (1 + stepShare));
    // An arm that already lies outside its share goes back as far as one step allows.
    const min = Math.min(low, current * (1 + stepShare));
    const lessonOf = posterior.lessonAt(current);
    const lesson = (spend: number) => lessonDays * lessonOf(spend);
    const gainOf = (spend: number) => posterior.expected(spend) + lesson(spend);
    return { min, max: Math.max(min, high), lesson, gainOf };
  });
  const spends = allocateBudget(total, bounds);
  return fits.map(({ id, current, posterior }, index) => {
    const spend = spends[index] ?? current;
    const expectedBefore = posterior.expected(current);
    const lesson = bounds[index]?.lesson(spend) ?? 0;
    return { id, spend, expectedBefore, expectedAfter: posterior.expected(spend), lesson, ageDays: posterior.ageDays };
  });
}

/** Conversions that a mature day at a usual spend would bring, the mean of the arms: where one of which nothing is known is expected to lie. */
function meanRate(arms: readonly BudgetArm[], scale: number): number {
  const rates = arms.flatMap(({ days }) => {
    const conversions = days.reduce((sum, day) => sum + day.conversions, 0);
    const exposure = days.reduce((sum, { spend, maturity }) => sum + 2 * hill(spend, scale) * maturity, 0);
    return exposure > 0 ? [conversions / exposure] : [];
  });
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  return mean > 0 ? mean : 1;
}
