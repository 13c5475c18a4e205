import { expect, test } from "vitest";
import { readRetryAfter } from "./read-retry-after.ts";

const NOW = Date.UTC(2026, 10, 5, 12);
const read = (value: string) => readRetryAfter({ "retry-after": value }, NOW);

test("seconds and dates are read, a past one is now, nonsense is nothing, and no more than a day is believed", () => {
  expect([read("7"), read("0")]).toEqual([7_000, 0]);
  expect(read("Thu, 05 Nov 2026 12:00:30 GMT")).toBe(30_000);
  expect(read("Thu, 05 Nov 2026 11:00:00 GMT")).toBe(0);
  expect([read(""), read("soon"), read("-5"), readRetryAfter({}, NOW)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(read("999999999")).toBe(86_400_000);
});
