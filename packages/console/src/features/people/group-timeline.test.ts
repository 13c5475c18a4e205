import type { TimelineEntry } from "@rapport/contracts/profiles";
import { expect, test } from "vitest";
import { testEvent } from "../events/test-entries.ts";
import { groupTimeline } from "./group-timeline.ts";

const DAY = 24 * 60;
function entry(session: number, minutes: number, source?: string): TimelineEntry {
  const timestamp = new Date(new Date(2026, 4, 20, 12).getTime() + minutes * 60_000).toISOString();
  const enrichment = source ? { campaign: { source, medium: "cpc" } } : {};
  return {
    ...testEvent(session * 1_000 + minutes),
    timestamp,
    enrichment,
    session,
    kind: "action",
    mergeIds: [],
    merges: [],
  };
}

test("neighbours of one session stand together, sessions under the day they began", () => {
  const days = groupTimeline([entry(3, 90), entry(3, 80), entry(2, 10), entry(1, -DAY)]);
  expect(days.map((day) => day.sessions.map((session) => session.entries.length))).toEqual([[2, 1], [1]]);
  expect(days[0]?.sessions[0]).toMatchObject({ startedAt: entry(3, 80).timestamp, endedAt: entry(3, 90).timestamp });
});

test("a session over midnight is one, under the day it began", () => {
  const days = groupTimeline([entry(1, 12 * 60 + 5), entry(1, 12 * 60 - 5)]);
  expect(days).toHaveLength(1);
  expect(days[0]?.key).toBe("2026-5-20");
  expect(days[0]?.sessions[0]?.entries).toHaveLength(2);
});

test("a session that goes on in the next page is not split", () => {
  const newest = [entry(1, 30), entry(1, 20)];
  const older = [entry(1, 10)];
  expect(groupTimeline([...newest, ...older])[0]?.sessions).toHaveLength(1);
});

test("the source of a visit is the one its events tell", () => {
  expect(groupTimeline([entry(1, 10), entry(1, 5, "google")])[0]?.sessions[0]?.source).toBe("google / cpc");
  expect(groupTimeline([entry(1, 10)])[0]?.sessions[0]?.source).toBeUndefined();
});
