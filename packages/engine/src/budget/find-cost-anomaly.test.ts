import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { drawGamma } from "./draw-gamma.ts";
import type { CostDay } from "./find-cost-anomaly.ts";
import { findCostAnomaly } from "./find-cost-anomaly.ts";

const days = (conversions: readonly number[], spend = 10_000): CostDay[] =>
  conversions.map((count, day) => ({ day, spend, conversions: count }));
const steady = Array.from({ length: 10 }, () => 8);
const look = (conversions: readonly number[], today = conversions.length, sinceDay = 0) =>
  findCostAnomaly(days(conversions), { today, sinceDay });

test("conversions that become three times dearer all at once are found, with what was to be expected", () => {
  const found = look([...steady, 1, 0, 1, 8, 8]);
  expect(found).toMatchObject({ fromDay: 10, untilDay: 12, spend: 30_000, conversions: 2, expected: 24 });
  // scipy.stats.nbinom.cdf(2, 80.5, 100000 / 130000)
  expect(found?.probability).toBeCloseTo(1.3060780186040762e-7, 14);
});

test("what is usual, what is merely dearer, late conversions and days before the last start stop nothing", () => {
  expect(look([...steady, 6, 9, 5, 8, 8])).toBeUndefined();
  expect(look([...steady, 4, 4, 4, 8, 8])).toBeUndefined();
  // The last two days and today are still to get theirs.
  expect(look([...steady, 8, 8, 8, 0, 0])).toBeUndefined();
  expect(look([...steady, 1, 0, 1, 8, 8], 15, 11)).toBeUndefined();
});

test("where little is known, or nothing is spent, nothing is said", () => {
  expect(look([8, 8, 8, 8, 0, 0, 0, 0, 0])).toBeUndefined();
  expect(look([1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0])).toBeUndefined();
  const idle = days([...steady, 0, 0, 0, 0, 0]).map((one) => (one.day >= 10 ? { ...one, spend: 0 } : one));
  expect(findCostAnomaly(idle, { today: 15, sinceDay: 0 })).toBeUndefined();
});

/** A campaign that is asked every day: the first day on which it would be stopped. */
function firstStop(seed: number, rateOf: (day: number) => number): number | undefined {
  const random = createRandom(seed);
  const history: CostDay[] = [];
  for (let day = 0; day < 30; day++) {
    // Days differ by a quarter around their rate, beyond chance alone.
    const rate = (rateOf(day) * drawGamma(random, 16)) / 16;
    history.push({ day, spend: 8_000 + 4_000 * random.next(), conversions: poisson(random.next, rate) });
    if (findCostAnomaly(history, { today: day + 1, sinceDay: 0 })) return day;
  }
  return undefined;
}

function poisson(next: () => number, mean: number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = next(); product > left; product *= next()) count++;
  return count;
}

test("of a thousand campaigns that go on as ever five at most are stopped, and most that break within a week", () => {
  const seeds = Array.from({ length: 1_000 }, (_, seed) => seed + 1);
  const falseAlarms = seeds.filter((seed) => firstStop(seed, () => 8) !== undefined).length;
  expect(falseAlarms).toBeLessThanOrEqual(5);
  const broken = seeds.map((seed) => firstStop(seed, (day) => (day < 12 ? 8 : 1)));
  const inTime = broken.filter((day) => day !== undefined && day >= 12 && day <= 19).length;
  expect(inTime).toBeGreaterThanOrEqual(700);
});
