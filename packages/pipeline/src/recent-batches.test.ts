import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { describe, expect, test } from "vitest";
import { RecentBatches } from "./recent-batches.ts";

const batch = logBatch("prj_1", [loggedEvent()]);

describe("batches that were appended a moment ago", () => {
  test("each is given once, under its own partition and offset", () => {
    const recent = new RecentBatches();
    recent.add(3, 7, batch, 100);
    expect([recent.take(3, 8), recent.take(4, 7), recent.take(7, 3)]).toEqual([undefined, undefined, undefined]);
    expect(recent.take(3, 7)).toBe(batch);
    expect(recent.take(3, 7)).toBeUndefined();
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
    for (const offset of [0, 1, 2]) recent.add(0, offset, batch, 100);
    expect([0, 1, 2].map((offset) => recent.take(0, offset))).toEqual([undefined, batch, batch]);
  });

  test("what was taken makes room", () => {
    const recent = new RecentBatches(250);
    recent.add(0, 0, batch, 200);
    recent.take(0, 0);
    recent.add(0, 1, batch, 200);
    expect(recent.take(0, 1)).toBe(batch);
  });
});
