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

/** What an arm should get, and what is expected of it before and after. */
export type PlannedArm = { id: string; spend: number; expectedBefore: number; expectedAfter: number; ageDays: number };

/**
 * Standard deviations of what more money might bring that count for it, by the days that are known. First the plain gains are taken; then what
 * could bring far more than it ever was given is tried, or it would stay unknown; later little is left to be learned. Chosen on 250 simulated
 * worlds other than those that are reported.
 */
const CURIOSITY = [
  { untilDay: 8, weight: 0 },
  { untilDay: 20, weight: 0.8 },
  { untilDay: Number.POSITIVE_INFINITY, weight: 0.3 },
];
const WINDOW_DAYS = 60;

/**
 * Divides what is spent now among the same arms so that most comes of it, in bounded steps: by what the Hill posteriors expect, and by how little is
 * known of what more would bring (optimism, as in UCB; Auer, Cesa-Bianchi and Fischer, Machine Learning 2002). Only a rise is doubted, since it is
 * what is learned most from. The same days give the same plan. The sum of the spends stays what it is.
 */
export function planBudget(arms: readonly BudgetArm[], options: PlanOptions): PlannedArm[] {
  const { stepShare, minShare, maxShare, windowDays = WINDOW_DAYS, carryOver = 0 } = options;
  const total = arms.reduce((sum, { current }) => sum + current, 0);
  const scale = total / arms.length;
  const priorRate = meanRate(arms, scale);
  const fits = arms.map(({ days, ...arm }) => {
    const recent = days.slice(-windowDays);
    const curiosity = CURIOSITY.find(({ untilDay }) => recent.length < untilDay)?.weight ?? 0;
    return { ...arm, curiosity, posterior: fitHillPosterior(recent, { scale, priorRate, carryOver }) };
  });
  const bounds = fits.map(({ current, curiosity, posterior }) => {
    const low = Math.max(minShare * total, current * (1 - stepShare));
    const high = Math.min(maxShare * total, current * (1 + stepShare));
    // An arm that already lies outside its share goes back as far as one step allows.
    const min = Math.min(low, current * (1 + stepShare));
    return {
      min,
      max: Math.max(min, high),
      gainOf: (spend: number) =>
        posterior.expected(spend) + (spend > current ? curiosity * posterior.doubt(current, spend) : 0),
    };
  });
  const spends = allocateBudget(total, bounds);
  return fits.map(({ id, current, posterior }, index) => {
    const spend = spends[index] ?? current;
    const expectedBefore = posterior.expected(current);
    return { id, spend, expectedBefore, expectedAfter: posterior.expected(spend), ageDays: posterior.ageDays };
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
