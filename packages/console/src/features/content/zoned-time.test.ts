import { expect, test } from "vitest";
import { addMonths, listDays, toMoment, toWallTime } from "./zoned-time.ts";

test.each([
  ["2027-01-15T09:00", "Europe/Berlin", "2027-01-15T08:00:00.000Z"],
  ["2027-07-15T09:00", "Europe/Berlin", "2027-07-15T07:00:00.000Z"],
  ["2027-07-15T00:30", "Asia/Kolkata", "2027-07-14T19:00:00.000Z"],
  ["2027-07-15T23:00", "America/Los_Angeles", "2027-07-16T06:00:00.000Z"],
])("%s in %s is %s, and back", (wall, zone, iso) => {
  const [day = "", clock = ""] = wall.split("T");
  expect(toMoment({ day, clock }, zone)).toBe(iso);
  expect(toWallTime(iso, zone)).toEqual({ day, clock });
});

test("a plan that is moved over the change of clocks keeps what the clock shows", () => {
  const before = toWallTime("2027-03-27T08:00:00Z", "Europe/Berlin");
  expect(toMoment({ ...before, day: "2027-03-28" }, "Europe/Berlin")).toBe("2027-03-28T07:00:00.000Z");
});

test("an hour that clocks show twice is its first; one that they skip comes after the gap; nonsense is nothing", () => {
  expect(toMoment({ day: "2027-10-31", clock: "02:30" }, "Europe/Berlin")).toBe("2027-10-31T00:30:00.000Z");
  expect(toMoment({ day: "2027-03-28", clock: "02:30" }, "Europe/Berlin")).toBe("2027-03-28T01:30:00.000Z");
  expect(toMoment({ day: "2027-03-28", clock: "" }, "Europe/Berlin")).toBeUndefined();
});

test("a month shows whole weeks from Monday on, a week its seven days", () => {
  const month = listDays("2027-02-10", "month");
  expect([month[0], month.at(-1), month.length]).toEqual(["2027-02-01", "2027-02-28", 28]);
  const long = listDays("2027-05-31", "month");
  expect([long[0], long.at(-1), long.length]).toEqual(["2027-04-26", "2027-06-06", 42]);
  expect(listDays("2027-03-03", "week")).toEqual(listDays("2027-03-07", "week"));
  expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
  expect(addMonths("2027-01-31", -2)).toBe("2026-11-30");
});
