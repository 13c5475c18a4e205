import { expect, test } from "vitest";
import { describeReport } from "./describe-report.ts";

const DEAR = [{ channel: "sandbox story", costCents: 750, usualCents: 500 }];

test("a report is printed with the source of each statement, and channels that cost too much with what to try", () => {
  const report = {
    statements: [{ text: "It brought 3 conversions.", source: "metrics.total.conversions" }],
    model: "rapport-composer",
    runId: "run_1",
    writtenAt: "2026-01-05T12:00:00.000Z",
  };
  expect(describeReport({ report, underperformers: DEAR }, "EUR")).toEqual([
    "  In words, by rapport-composer:",
    "  It brought 3 conversions. (metrics.total.conversions)",
    "  sandbox story underperforms: a conversion costs 7.50 EUR, and 5.00 EUR on the others. Write new versions of its ads, or lower its budget.",
  ]);
});

test("without a report the figures alone are said", () => {
  expect(describeReport({ report: null, underperformers: [] }, "EUR")).toEqual([]);
  expect(describeReport({ report: null, underperformers: DEAR }, "EUR")).toHaveLength(1);
});
