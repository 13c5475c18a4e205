import { expect, test } from "vitest";
import { latestEntries } from "./explain.ts";

const entry = (itemId: string, action: string, timestampMs: number) => ({ itemId, action, weight: 1, timestampMs });

test("what was last done with an item counts, whatever the order it is told in; at the same time the last one told", () => {
  const latest = latestEntries([
    entry("pan", "purchased", 3),
    entry("pan", "viewed", 2),
    entry("mill", "viewed", 1),
    entry("mill", "added", 1),
  ]);
  expect([...latest].map(([itemId, { action }]) => [itemId, action])).toEqual([
    ["pan", "purchased"],
    ["mill", "added"],
  ]);
});
