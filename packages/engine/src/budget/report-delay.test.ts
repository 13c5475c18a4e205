import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { fitReportDelay, reportedShare } from "./report-delay.ts";

/** Reports of days whose conversions each come late by an exponential time after a click at any time of the day. */
function drawReports(delayDays: number, days: number, ages: readonly [early: number, late: number]) {
  const random = createRandom(7);
  return Array.from({ length: days }, () => {
    const afterEnd = Array.from({ length: 20 }, () => -Math.log(1 - random.next()) * delayDays - random.next());
    const [early = 0, late = 0] = ages.map((age) => afterEnd.filter((time) => time <= age).length);
    return { earlyAgeDays: ages[0], lateAgeDays: ages[1], early, late };
  });
}

test("finds the delay that made the reports, also from late ones that are not complete", () => {
  for (const delayDays of [0.25, 0.75, 2]) {
    for (const late of [2, 7]) {
      const found = fitReportDelay(drawReports(delayDays, 100, [0.1, late]));
      expect(Math.abs(found / delayDays - 1)).toBeLessThan(0.2);
    }
  }
});

test("says that nothing comes late while no report has grown, or there is none", () => {
  expect(fitReportDelay([])).toBe(0);
  expect(fitReportDelay([{ earlyAgeDays: 0, lateAgeDays: 5, early: 9, late: 9 }])).toBe(0);
  // Read once: nothing can be said of growth.
  expect(fitReportDelay([{ earlyAgeDays: 1, lateAgeDays: 1, early: 9, late: 9 }])).toBe(0);
});

test("a share of what was drawn has been reported, more of it with every day", () => {
  const [{ early = 0, late = 1 } = {}] = [drawReports(1.5, 1_000, [0.5, 90])].map((days) => ({
    early: days.reduce((sum, day) => sum + day.early, 0),
    late: days.reduce((sum, day) => sum + day.late, 0),
  }));
  expect(early / late).toBeCloseTo(reportedShare(1.5, 0.5), 2);
  const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
  fc.assert(
    fc.property(number(30), number(60), number(5), (delay, age, more) => {
      const share = reportedShare(delay, age);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(reportedShare(delay, age + more)).toBeGreaterThanOrEqual(share);
      expect(share).toBeLessThanOrEqual(1);
    }),
  );
});
