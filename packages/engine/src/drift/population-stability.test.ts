import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { describeDistribution, measureStability, standOut } from "./population-stability.ts";

const draw = (seed: number, rows: number, shift = 0) => {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows }, () => random.normal() + shift);
};

describe("drift", () => {
  it.each([100, 1_000])("alarms on unchanged data of %d rows about as often as it says", (rows) => {
    const trials = 600;
    let alarms = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const reference = describeDistribution(draw(2 * trial + 1, rows));
      if (measureStability(reference, draw(2 * trial + 2, rows)).pValue < 0.05) alarms += 1;
    }
    expect(alarms / trials).toBeLessThan(0.08);
    expect(alarms / trials).toBeGreaterThan(0.02);
  });

  it("finds a shift of 0.3 standard deviations in nine of ten samples of 1,000 rows", () => {
    let found = 0;
    for (let trial = 0; trial < 60; trial += 1) {
      const reference = describeDistribution(draw(900 + trial, 1_000));
      if (measureStability(reference, draw(5_000 + trial, 1_000, 0.3)).pValue < 0.01) found += 1;
    }
    expect(found / 60).toBeGreaterThan(0.9);
  });

  it("sees that values went missing, and that a constant is one no more", () => {
    const constant = describeDistribution(new Float64Array(500).fill(3));
    expect(measureStability(constant, new Float64Array(500).fill(3)).pValue).toBe(1);
    expect(measureStability(constant, new Float64Array(500).fill(Number.NaN)).pValue).toBeLessThan(1e-6);
  });

  it("lets one of many tests stand out only when it is small for that many", () => {
    expect(standOut([0.04, ...new Array<number>(19).fill(0.5)], 0.05)[0]).toBe(false);
    expect(standOut([0.001, ...new Array<number>(19).fill(0.5)], 0.05)).toEqual([
      true,
      ...new Array<boolean>(19).fill(false),
    ]);
  });
});
