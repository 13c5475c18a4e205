import { expect, test } from "vitest";
import { findSunsets, PINNED_VERSIONS, SUNSET_ALARM_DAYS } from "./versions.ts";

const version = { platform: "meta", name: "v1", sunsetOn: "2027-03-01", basis: "published" } as const;
const at = (day: string) => findSunsets(Date.parse(day), [version]).map(({ daysLeft }) => daysLeft);

test("the alarm sounds sixty days before a version's last day and does not stop after it", () => {
  expect(at("2026-12-31T00:00:00Z")).toEqual([]);
  expect(at("2026-12-31T00:00:01Z")).toEqual([SUNSET_ALARM_DAYS]);
  expect(at("2027-03-01T12:00:00Z")).toEqual([0]);
  expect(at("2027-03-11T12:00:00Z")).toEqual([-10]);
});

test("no pinned version is near its end", () => {
  // A clock at the time of the pinning: whoever builds later hears of it from the running server, not from a red build.
  expect(findSunsets(Date.UTC(2026, 10, 26))).toEqual([]);
  for (const { sunsetOn } of Object.values(PINNED_VERSIONS)) expect(Date.parse(sunsetOn)).not.toBeNaN();
});
