import { expect, test } from "vitest";
import { findUnderperformers } from "./find-underperformers.ts";

const figures = (channel: string, spentCents: number, conversions: number) => ({ channel, spentCents, conversions });

test("a channel is named when its conversions cost half as much again as those of the others together, and not before", () => {
  const others = [figures("sandbox search", 10_000, 20), figures("sandbox feed", 5_000, 10)];
  expect(findUnderperformers([...others, figures("sandbox story", 7_499, 10)])).toEqual([]);
  expect(findUnderperformers([...others, figures("sandbox story", 7_500, 10)])).toEqual([
    { channel: "sandbox story", costCents: 750, usualCents: 500 },
  ]);
});

test("a channel that brought nothing is named once it has cost more than a conversion does elsewhere", () => {
  const other = figures("sandbox feed", 5_000, 10);
  expect(findUnderperformers([other, figures("sandbox story", 749, 0)])).toEqual([]);
  expect(findUnderperformers([other, figures("sandbox story", 900, 0)])).toEqual([
    { channel: "sandbox story", costCents: 900, usualCents: 500 },
  ]);
});

test("nothing is said of a channel that spent nothing, stands alone, or is beside too few conversions", () => {
  expect(findUnderperformers([figures("sandbox feed", 9_000, 1)])).toEqual([]);
  expect(findUnderperformers([figures("sandbox feed", 900, 9), figures("sandbox story", 9_000, 1)])).toEqual([]);
  expect(findUnderperformers([figures("sandbox feed", 5_000, 10), figures("sandbox story", 0, 0)])).toEqual([]);
});
