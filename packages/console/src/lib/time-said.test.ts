import { expect, test } from "vitest";
import { formatSaid } from "./time-said.ts";

const NOW = Date.parse("2026-07-27T12:00:00Z");
const said = (ms: number) => formatSaid(new Date(NOW + ms).toISOString(), NOW);

test("a distance in time reads as a part of a sentence, whichever way it lies", () => {
  expect([-500, -42_000, -5 * 60_000, -3 * 3_600_000, -6 * 86_400_000].map(said)).toEqual([
    "now",
    "42 sec ago",
    "5 min ago",
    "3 hr ago",
    "6 days ago",
  ]);
  expect([90_000, 20 * 3_600_000, 12 * 86_400_000].map(said)).toEqual(["in 1 min", "in 20 hr", "in 12 days"]);
});

test("what is a week past is told by its date, and what is no time says so", () => {
  expect([said(-8 * 86_400_000), formatSaid("never", NOW)]).toEqual(["19 Jul", "unknown time"]);
});
