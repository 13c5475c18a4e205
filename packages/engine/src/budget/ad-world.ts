import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import { allocateBudget } from "./allocate-budget.ts";
import { hill } from "./hill-posterior.ts";

/** What makes a simulated advertiser's days harder than the plain ones. */
export type WorldOptions = {
  seed: number;
  arms?: number;
  days?: number;
  /** Day on which two arms change what they bring. */
  shiftDay?: number;
  /** Standard deviation of the daily drift of an arm's ceiling, as a share. */
  drift?: number;
  /** Mean delay of a conversion, days. */
  delayDays?: number;
};

/** Arms whose responses are known, to judge policies by. The budget is 1; spends are shares of it. */
export type AdWorld = {
  arms: number;
  days: number;
  /** Expected conversions of an arm on a day with this spend. */
  gainOf(arm: number, day: number, spend: number): number;
  /** Conversions that happen, by the number of days that they are reported late. */
  draw(arm: number, day: number, spend: number): number[];
  /** Most that can be expected of a day, within these bounds of a share. */
  bestOf(day: number, min: number, max: number): number;
  /** Share of a day's conversions that have been reported after so many days. */
  maturity(ageDays: number): number;
};

const LONGEST_DELAY = 14;

/** Five concave channels (by default), Poisson conversions, two of them changed at day 30. Everything follows from the seed. */
export function createAdWorld(options: WorldOptions): AdWorld {
  const { seed, arms = 5, days = 60, shiftDay = 30, drift = 0, delayDays = 0 } = options;
  const random = createRandom(seed);
  const halves = Array.from({ length: arms }, () => (1 / arms) * Math.exp(0.8 * random.normal()));
  const ceilings = ceilingsByDay(random, { arms, days, shiftDay, drift });
  const gainOf = (arm: number, day: number, spend: number) =>
    (ceilings[arm]?.[day] ?? 0) * hill(spend, halves[arm] ?? 1);
  const delays = delayShares(delayDays);
  return {
    arms,
    days,
    gainOf,
    draw: (arm, day, spend) => delays.map((share) => drawPoisson(random, gainOf(arm, day, spend) * share)),
    bestOf(day, min, max) {
      const bounds = Array.from({ length: arms }, (_, arm) => ({
        min,
        max,
        gainOf: (spend: number) => gainOf(arm, day, spend),
      }));
      return allocateBudget(1, bounds).reduce((sum, spend, arm) => sum + gainOf(arm, day, spend), 0);
    },
    maturity: (ageDays) => delays.slice(0, ageDays + 1).reduce((sum, share) => sum + share, 0),
  };
}

function ceilingsByDay(
  random: Random,
  { arms, days, shiftDay, drift }: { arms: number; days: number; shiftDay: number; drift: number },
): number[][] {
  const shifted = new Map([
    [random.int(arms), 0.5],
    [random.int(arms), 1.8],
  ]);
  return Array.from({ length: arms }, (_, arm) => {
    let ceiling = 60 * Math.exp(0.55 * random.normal());
    return Array.from({ length: days }, (__, day) => {
      if (day === shiftDay) ceiling *= shifted.get(arm) ?? 1;
      ceiling *= Math.exp(drift * random.normal() - (drift * drift) / 2);
      return ceiling;
    });
  });
}

/** Geometric delays, cut at two weeks: the rest arrives on the last day. */
function delayShares(meanDays: number): number[] {
  if (meanDays <= 0) return [1];
  const stay = meanDays / (1 + meanDays);
  const shares = Array.from({ length: LONGEST_DELAY }, (_, day) => (1 - stay) * stay ** day);
  return [...shares, stay ** LONGEST_DELAY];
}

/** Knuth's product method; means here are below a few hundred, and are halved until the product cannot underflow. */
function drawPoisson(random: Random, mean: number): number {
  if (mean > 30) return drawPoisson(random, mean / 2) + drawPoisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}
