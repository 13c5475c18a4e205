import { expect, test } from "vitest";
import { shortensRetention } from "./shortens-retention.ts";

test("fewer days shorten, also from none at all; more days and none do not", () => {
  const of = (days: number | null) => ({ days, names: {} });
  expect(shortensRetention(of(null), of(30))).toBe(true);
  expect(shortensRetention(of(30), of(29))).toBe(true);
  expect(shortensRetention(of(30), of(30))).toBe(false);
  expect(shortensRetention(of(30), of(null))).toBe(false);
});

test("a name shortens by its own days, whether it gets some, fewer, or falls back on the project's", () => {
  const of = (days: number | null, names: Record<string, number>) => ({ days, names });
  expect(shortensRetention(of(90, {}), of(90, { Viewed: 7 }))).toBe(true);
  expect(shortensRetention(of(90, { Viewed: 7 }), of(90, { Viewed: 6 }))).toBe(true);
  expect(shortensRetention(of(90, { Ordered: 900 }), of(90, {}))).toBe(true);
  expect(shortensRetention(of(90, { Viewed: 7 }), of(90, {}))).toBe(false);
  expect(shortensRetention(of(90, {}), of(90, { Ordered: 900 }))).toBe(false);
});
