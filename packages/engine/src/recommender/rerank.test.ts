import { describe, expect, it } from "vitest";
import type { ScoredItem } from "./blend-candidates.ts";
import { rerankForDiversity } from "./rerank.ts";

const scored = (slot: number, score: number): ScoredItem => ({ slot, score });
/** Items of the same ten are alike. */
const sameTen = (left: number, right: number) => Number(Math.floor(left / 10) === Math.floor(right / 10));
const slotsOf = (items: readonly ScoredItem[]) => items.map(({ slot }) => slot);

describe("rerankForDiversity", () => {
  const pool = [scored(1, 1), scored(2, 0.99), scored(3, 0.98), scored(11, 0.95), scored(21, 0.2)];

  it("keeps the order of the scores without diversity", () => {
    expect(slotsOf(rerankForDiversity(pool, 4, 0, sameTen))).toEqual([1, 2, 3, 11]);
  });

  it("moves up a nearly as good item of another category, and not a bad one", () => {
    expect(slotsOf(rerankForDiversity(pool, 5, 0.1, sameTen))).toEqual([1, 11, 2, 3, 21]);
  });

  it("returns the scores as they were and each item once", () => {
    const ranked = rerankForDiversity(pool, 10, 0.5, sameTen);
    expect(ranked.length).toBe(5);
    expect(new Set(ranked)).toEqual(new Set(pool));
  });
});
