import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advanceLandmark, createForwardDecay, growthAt, presentFactor } from "./forward-decay.ts";

const HALF_LIFE_MS = 1_000;

describe("forward decay", () => {
  it("halves an event's weight with every half-life", () => {
    const decay = createForwardDecay(HALF_LIFE_MS);
    advanceLandmark(decay, 5_000);
    const sum = growthAt(decay, 5_000);
    expect(sum * presentFactor(decay, 5_000)).toBe(1);
    expect(sum * presentFactor(decay, 8_000)).toBe(1 / 8);
  });

  it("equals backward exponential decay for events in any order, across moves of the landmark", () => {
    const times = fc.array(fc.integer({ min: 0, max: 300 * HALF_LIFE_MS }), {
      minLength: 1,
      maxLength: 40,
      size: "max",
    });
    fc.assert(
      fc.property(times, (timesMs) => {
        const decay = createForwardDecay(HALF_LIFE_MS);
        let sum = 0;
        for (const timeMs of timesMs) {
          sum *= advanceLandmark(decay, timeMs);
          sum += growthAt(decay, timeMs);
        }
        const nowMs = Math.max(...timesMs);
        const expected = timesMs.reduce((total, timeMs) => total + 2 ** ((timeMs - nowMs) / HALF_LIFE_MS), 0);
        expect(sum * presentFactor(decay, nowMs)).toBeCloseTo(expected, 9);
      }),
    );
  });

  it("stays finite whatever the clock says", () => {
    const decay = createForwardDecay(1);
    advanceLandmark(decay, 1.8e12);
    for (const nowMs of [-1e15, 0, 1.8e12, 1e15]) {
      const factor = presentFactor(decay, nowMs);
      expect(factor).toBeGreaterThan(0);
      expect(factor).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    expect(growthAt(decay, 0)).toBeGreaterThan(0);
  });
});
