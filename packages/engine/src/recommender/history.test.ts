import { describe, expect, it } from "vitest";
import { weighHistory } from "./history.ts";
import { createItemTable, internItem } from "./items.ts";

const items = createItemTable();
for (const id of ["a", "b", "c"]) internItem(items, id);
const OPTIONS = { historySize: 2, historyRankDecay: 0.5, historyHalfLifeMs: 1_000 };
const entry = (itemId: string, timestampMs: number, weight = 1) => ({ itemId, action: "viewed", weight, timestampMs });

describe("weighHistory", () => {
  it("weighs by action, time and rank, scaled to sum 1, newest first, in whatever order it comes", () => {
    const told = [entry("a", 0, 4), entry("b", 1_000)];
    const weighed = weighHistory(told, items, 1_000, OPTIONS);
    // b: 1; a: weight 4 × one half-life × rank 1 = 1.
    expect(weighed.map(({ itemId, weight }) => [itemId, weight])).toEqual([
      ["b", 0.5],
      ["a", 0.5],
    ]);
    expect(weighHistory([...told].reverse(), items, 1_000, OPTIONS)).toEqual(weighed);
  });

  it("lets an item speak once, and dismissed or unknown ones not at all", () => {
    const told = [entry("a", 1, 1), entry("a", 2, 3), entry("a", 5, 1), entry("b", 3, -1), entry("unknown", 4)];
    expect(weighHistory(told, items, 5, OPTIONS)).toEqual([{ slot: 0, itemId: "a", weight: 1 }]);
    const [a, c] = weighHistory([...told, entry("c", 5, 3)], items, 5, OPTIONS);
    expect([a?.weight, c?.weight]).toEqual([2 / 3, 1 / 3]);
  });

  it("orders items of the same time by id", () => {
    const told = [entry("b", 0), entry("a", 0)];
    const weighed = weighHistory(told, items, 0, OPTIONS);
    expect(weighed.map(({ itemId }) => itemId)).toEqual(["a", "b"]);
    expect(weighHistory([...told].reverse(), items, 0, OPTIONS)).toEqual(weighed);
  });

  it("hears the most recent items only, and a person back after a century too", () => {
    const told = [entry("a", 0), entry("b", 1), entry("c", 2)];
    const weighed = weighHistory(told, items, 3_000_000_000_000, OPTIONS);
    expect(weighed.map(({ itemId }) => itemId)).toEqual(["c", "b"]);
    expect(weighed.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});
