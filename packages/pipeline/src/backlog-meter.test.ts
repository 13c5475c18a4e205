import { expect, test } from "vitest";
import { BacklogMeter } from "./backlog-meter.ts";

const stepOf = (oldestMs: number | undefined, meanBytes = 100) => ({ events: [], steps: [], oldestMs, meanBytes });

test("what waits has the mean size of what was read last, and the age of the oldest of it", () => {
  const meter = new BacklogMeter();
  expect(meter.measure(0, 1_000)).toEqual({ values: 0, bytes: 0, ageMs: 0 });
  meter.note(stepOf(900), 900);
  meter.note(stepOf(950, 300), 1_000);
  expect(meter.measure(10, 1_200)).toEqual({ values: 10, bytes: 3_000, ageMs: 250 });
  meter.note(stepOf(undefined, 0), 1_300);
  expect(meter.measure(0, 1_400).ageMs).toBe(0);
});

test("an event that arrived long ago and is replayed now, or was left by an earlier process, makes nobody late", () => {
  const meter = new BacklogMeter();
  meter.note(stepOf(5), 1_000_000);
  expect(meter.measure(1, 1_000_040).ageMs).toBe(40);
  meter.note(stepOf(999_990), 1_000_050);
  expect(meter.measure(1, 1_000_100).ageMs).toBe(100);
});
