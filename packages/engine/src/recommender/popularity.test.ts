import { describe, expect, it } from "vitest";
import type { Popularity } from "./popularity.ts";
import {
  addPopularity,
  beginPopularity,
  createPopularity,
  popularityFloats,
  reservePopularity,
  setPopularity,
} from "./popularity.ts";

const HALF_LIFE_MS = 1_000;

function add(popularity: Popularity, slot: number, weight: number, timestampMs: number): void {
  beginPopularity(popularity, timestampMs);
  addPopularity(popularity, slot, weight, timestampMs);
}

describe("popularity", () => {
  it("prefers one recent interaction to three that are two half-lives old", () => {
    const popularity = createPopularity(HALF_LIFE_MS);
    for (let count = 0; count < 3; count += 1) add(popularity, 0, 1, 0);
    add(popularity, 1, 1, 2 * HALF_LIFE_MS);
    expect([...popularity.sums.subarray(0, 2)]).toEqual([3, 4]);
  });

  it("keeps the order of items over a very long time", () => {
    const popularity = createPopularity(HALF_LIFE_MS);
    add(popularity, 0, 1, 0);
    add(popularity, 2, 2, 0);
    add(popularity, 1, 1, 100 * HALF_LIFE_MS);
    const [first = 0, second = 0, third = 0] = popularity.sums;
    expect(second).toBeGreaterThan(third);
    expect(third).toBeGreaterThan(first);
  });

  it("shows queries the same sums as 32-bit floats, whatever has changed since they were last read", () => {
    const popularity = createPopularity(HALF_LIFE_MS);
    const changes = [
      () => add(popularity, 3, 1 / 3, 10),
      () => add(popularity, 5, 1, 1_000 * HALF_LIFE_MS),
      () => setPopularity(popularity, 3, 0.1),
      () => reservePopularity(popularity, 100),
      () => add(popularity, 99, 2, 1_001 * HALF_LIFE_MS),
    ];
    for (const change of changes) {
      change();
      expect(popularityFloats(popularity)).toEqual(new Float32Array(popularity.sums));
    }
  });
});
