import { createRandom } from "@rapport/engine/random";
import { expect, test } from "vitest";
import { drawDueTimes } from "./draw-due-times.ts";

test("requests are due in order, within the time, at the rate, and as often close together as Poisson's are", () => {
  const random = createRandom(7);
  const times = drawDueTimes({ perSecond: 100, seconds: 200 }, () => random.next());

  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(200_000);
  // Four standard deviations of what 20,000 may be.
  expect(Math.abs(times.length - 20_000)).toBeLessThan(4 * Math.sqrt(20_000));
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const close = gaps.filter((gap) => gap < 1).length / gaps.length;
  expect(close).toBeCloseTo(1 - Math.exp(-0.1), 2);
});
