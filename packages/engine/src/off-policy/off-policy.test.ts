import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { compareShares } from "./compare-shares.ts";
import { estimateValue } from "./estimate-value.ts";
import { judgePolicy } from "./judge-policy.ts";
import { createLoggedWorld } from "./simulate-log.ts";

describe("the estimators", () => {
  const round = (reward: number, propensity: number, target: number, expectedOfChosen = 0, expectedOfPolicy = 0) => ({
    ...{ reward, propensity, target, expectedOfChosen, expectedOfPolicy },
  });

  test("are their formulas, worked by hand", () => {
    // Weights 2, 0.5, 0: IPS (2 + 0 + 0)/3, SNIPS 2/2.5, DR mean of .4 + 2·(1−.5), .4 + .5·(0−.2), .4.
    const { ips, snips, dr, effectiveRounds } = estimateValue([
      round(1, 0.25, 0.5, 0.5, 0.4),
      round(0, 0.5, 0.25, 0.2, 0.4),
      round(1, 0.5, 0, 0.1, 0.4),
    ]);
    expect([ips.value, snips.value, dr.value, effectiveRounds]).toEqual(
      [2 / 3, 0.8, 0.7, 2.5 ** 2 / 4.25].map((value) => expect.closeTo(value, 12)),
    );
    expect(ips.high - ips.value).toBeCloseTo(1.959964 * Math.sqrt(4 / 3 / 3), 5);
  });

  test("refuse a log without rounds or with an impossible propensity", () => {
    expect(() => estimateValue([])).toThrow(RangeError);
    expect(() => estimateValue([round(1, 0, 1)])).toThrow(RangeError);
  });
});

test("on logs of a known world the intervals of all three hold the truth, and DR errs less than IPS", () => {
  const world = createLoggedWorld(createRandom(8));
  const { truth } = world;
  const runs = 120;
  const held = { ips: 0, snips: 0, dr: 0 };
  const squares = { ips: 0, dr: 0 };
  for (let run = 0; run < runs; run += 1) {
    const estimates = judgePolicy(world.drawLog(1_000), world.target);
    for (const name of ["ips", "snips", "dr"] as const) {
      const { low, high } = estimates[name];
      held[name] += Number(low <= truth && truth <= high);
    }
    squares.ips += (estimates.ips.value - truth) ** 2;
    squares.dr += (estimates.dr.value - truth) ** 2;
  }
  // Of 120 intervals at 95 %, fewer than 106 hold the truth once in some thousand runs.
  for (const name of ["ips", "snips", "dr"] as const) expect(held[name]).toBeGreaterThanOrEqual(106);
  expect(Math.sqrt(squares.dr / squares.ips)).toBeLessThan(0.95);
});

describe("the lift of a group", () => {
  test("is as published: Newcombe's example of 56/70 and 48/80, and the ratio's interval by Katz", () => {
    const lift = compareShares({ people: 70, successes: 56 }, { people: 80, successes: 48 });
    expect([lift.difference, lift.differenceLow, lift.differenceHigh]).toEqual(
      [0.2, 0.0524, 0.3339].map((v) => expect.closeTo(v, 4)),
    );
    const deviation = Math.sqrt(1 / 56 - 1 / 70 + 1 / 48 - 1 / 80);
    expect(lift.low).toBeCloseTo((4 / 3) * Math.exp(-1.959964 * deviation) - 1, 6);
  });

  test("of groups without success or without people is not said, and its difference stays between −1 and 1", () => {
    for (const [treated, untreated] of [
      [
        { people: 0, successes: 0 },
        { people: 0, successes: 0 },
      ],
      [
        { people: 5, successes: 5 },
        { people: 3, successes: 0 },
      ],
    ] as const) {
      const { lift, differenceLow, differenceHigh } = compareShares(treated, untreated);
      expect(lift).toBeNull();
      expect([differenceLow >= -1 - 1e-12, differenceHigh <= 1 + 1e-12]).toEqual([true, true]);
    }
  });
});
