import { expect, test } from "vitest";
import { formatAbsolute, formatAgo, formatDay, formatSpan } from "./time.ts";

const now = new Date(2026, 4, 20, 12, 0, 0).getTime();
const before = (ms: number) => new Date(now - ms).toISOString();
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

test("a relative time is the largest whole unit, then the date", () => {
  expect(formatAgo(before(1_999), now)).toBe("now");
  expect(formatAgo(before(59 * SECOND), now)).toBe("59s");
  expect(formatAgo(before(60 * SECOND), now)).toBe("1m");
  expect(formatAgo(before(HOUR), now)).toBe("1h");
  expect(formatAgo(before(6 * 24 * HOUR), now)).toBe("6d");
  expect(formatAgo(before(7 * 24 * HOUR), now)).toBe("13 May");
  expect(formatAgo(before(365 * 24 * HOUR), now)).toBe("20 May 2025");
});

test("a clock that runs ahead is told, small differences are not", () => {
  expect(formatAgo(before(-30 * SECOND), now)).toBe("now");
  expect(formatAgo(before(-2 * HOUR), now)).toBe("in 2h");
});

test("days have names while they are near", () => {
  expect(formatDay(before(HOUR), now)).toBe("Today");
  expect(formatDay(before(24 * HOUR), now)).toBe("Yesterday");
  expect(formatDay(before(72 * HOUR), now)).toBe("Sunday 17 May");
});

test("what is not a time is shown as it is and breaks nothing", () => {
  expect(formatAgo("soon", now)).toBe("unknown time");
  expect(formatAbsolute("soon")).toBe("soon");
  expect(formatSpan(0)).toBe("0s");
});
