import fc from "fast-check";
import { expect, test } from "vitest";
import { BurstLimiter } from "./burst-limiter.ts";

test("the burst may come at once, then the rate", () => {
  const limiter = new BurstLimiter(10, 50);
  expect(limiter.available(0)).toBe(50);
  limiter.spend(50, 0);
  expect([0, 99, 100, 1_000, 5_000, 60_000].map((at) => limiter.available(at))).toEqual([0, 0, 1, 10, 50, 50]);
  expect(limiter.waitMs(1, 0)).toBe(100);
  expect(limiter.waitMs(500, 0)).toBe(5_000);
});

test("whatever comes when, no window sees more than the burst and what the rate earns in it", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 120 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (arrivals) => {
      const limiter = new BurstLimiter(10, 50);
      let nowMs = 0;
      const taken: { atMs: number; events: number }[] = [];
      for (const [pauseMs, wanted] of arrivals) {
        nowMs += pauseMs;
        const events = Math.min(wanted, limiter.available(nowMs));
        limiter.spend(events, nowMs);
        taken.push({ atMs: nowMs, events });
      }
      for (const [i, first] of taken.entries()) {
        let sum = 0;
        for (const { atMs, events } of taken.slice(i)) {
          sum += events;
          expect(sum).toBeLessThanOrEqual(50 + ((atMs - first.atMs) / 1_000) * 10 + 1e-6);
        }
      }
    }),
  );
});
