import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { describe, expect, test } from "vitest";
import { RecentBatches } from "./recent-batches.ts";

const events = [enrichedEvent()];
const batch = (offset: number, bytes: number) => ({ offset, events, bytes });

describe("batches that were appended a moment ago", () => {
  test("each is given once, under its own partition and offset", () => {
    const recent = new RecentBatches();
    const take = (partition: number, offset: number) => recent.take(partition, offset, 1, 1);
    recent.add(3, 7, events, 100);
    expect([take(3, 8), take(4, 7), take(7, 3)]).toEqual([[], [], []]);
    expect(take(3, 7)).toEqual([batch(7, 100)]);
    expect(take(3, 7)).toEqual([]);
  });

  test("those that follow one another are given together, as many as may be, and none behind a gap", () => {
    const recent = new RecentBatches();
    for (const offset of [4, 5, 6, 7, 9]) recent.add(0, offset, events, 100);
    expect(recent.take(0, 4, 2, 1_000)).toEqual([batch(4, 100), batch(5, 100)]);
    expect(recent.take(0, 6, 9, 1)).toEqual([batch(6, 100)]);
    expect(recent.take(0, 7, 9, 1_000)).toEqual([batch(7, 100)]);
    expect(recent.take(0, 8, 9, 1_000)).toEqual([]);
    expect(recent.take(0, 9, 9, 1_000)).toEqual([batch(9, 100)]);
  });

  test("nothing is admitted behind more than may be kept, until the projector has said that less waits", () => {
    const recent = new RecentBatches(250);
    expect([recent.admit(100), recent.admit(100), recent.admit(100), recent.admit(1)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    recent.note(150);
    expect([recent.admit(100), recent.admit(1)]).toEqual([true, false]);
    recent.note(0);
    expect(recent.admit(250)).toBe(true);
  });

  test("what nobody here takes gives way once there are more bytes than may be kept", () => {
    const recent = new RecentBatches(250);
    for (const offset of [0, 1, 2]) recent.add(0, offset, events, 100);
    expect(recent.take(0, 0, 9, 1_000)).toEqual([]);
    expect(recent.take(0, 1, 9, 1_000)).toEqual([batch(1, 100), batch(2, 100)]);
  });

  test("what was taken makes room", () => {
    const recent = new RecentBatches(250);
    recent.add(0, 0, events, 200);
    recent.take(0, 0, 1, 1);
    recent.add(0, 1, events, 200);
    expect(recent.take(0, 1, 1, 1)).toEqual([batch(1, 200)]);
  });
});
