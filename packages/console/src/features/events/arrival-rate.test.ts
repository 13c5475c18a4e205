import { expect, test } from "vitest";
import { countArrivals } from "./arrival-rate.ts";
import { testEntry, testRejected } from "./test-entries.ts";

test("live arrivals are counted in their second; loaded and old rows are not", () => {
  const rows = [
    { ...testRejected("r-1"), seenAtMs: 9_900 },
    { ...testEntry(4), seenAtMs: 9_800 },
    testEntry(3),
    { ...testEntry(2), seenAtMs: 7_500 },
    { ...testEntry(1), seenAtMs: 1_000 },
  ];
  expect(countArrivals(rows, 10_000, 3)).toEqual([
    { second: 0, events: 1, rejected: 0 },
    { second: 1, events: 0, rejected: 0 },
    { second: 2, events: 1, rejected: 1 },
  ]);
});
