import { expect, test } from "vitest";
import { nameRfmSegment, RFM_SEGMENTS } from "./name-rfm-segment.ts";

test("each of the 25 places has a name, and each name a place", () => {
  const fifths = [1, 2, 3, 4, 5];
  const names = fifths.flatMap((recency) => fifths.map((value) => nameRfmSegment(recency, value)));
  expect(new Set(names)).toEqual(new Set(RFM_SEGMENTS));
});

test.each([
  [5, 5, "Champions"],
  [5, 1, "New customer"],
  [2, 4, "At risk"],
  [1, 5, "Cannot lose"],
  [1, 1, "Lost"],
] as const)("recency %i and value %i is %s", (recency, value, name) => {
  expect(nameRfmSegment(recency, value)).toBe(name);
});
