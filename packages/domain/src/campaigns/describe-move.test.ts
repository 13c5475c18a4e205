import { expect, test } from "vitest";
import { describeMove } from "./describe-move.ts";

const MOVE = {
  adSetId: "a",
  platform: "sandbox",
  placement: "search",
  fromCents: 1_000,
  toCents: 1_200,
  expectedBefore: 5,
  expectedAfter: 5.4,
} as const;

test("a budget that is raised for what it brings says what the money brings", () => {
  expect(describeMove(MOVE, { days: 12, lesson: 0.1 })).toBe(
    "+0.40 conversions a day: the last 100 units of money bring 20.00 conversions here, more than elsewhere (from 12 days of results)",
  );
});

test("a budget that moves to learn is not said to bring more than elsewhere", () => {
  expect(describeMove({ ...MOVE, toCents: 800, expectedAfter: 4.7 }, { days: 12, lesson: 0.55 })).toBe(
    "-0.30 conversions a day, and 0.55 in all on later days by what it teaches: little is known of such a budget here (from 12 days of results)",
  );
});
