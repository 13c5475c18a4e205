import { describe, expect, it } from "vitest";
import { addCandidate, clearCandidates, createCandidateSet } from "./candidates.ts";
import { createItemTable, internItem } from "./items.ts";
import { addPopularity, createPopularity, proposePopular } from "./popularity.ts";

const HALF_LIFE_MS = 1_000;

function createShelf(ids: readonly string[]) {
  const items = createItemTable();
  for (const id of ids) internItem(items, id);
  const candidates = createCandidateSet();
  clearCandidates(candidates, ids.length);
  candidates.eligible.fill(1, 0, ids.length);
  const proposed = () => Array.from(candidates.slots.subarray(0, candidates.count), (slot) => items.ids[slot]);
  return { items, candidates, proposed, popularity: createPopularity(HALF_LIFE_MS) };
}

describe("popularity", () => {
  it("prefers one recent interaction to three that are two half-lives old", () => {
    const { items, candidates, proposed, popularity } = createShelf(["old", "new"]);
    for (let count = 0; count < 3; count += 1) addPopularity(popularity, 0, 1, 0);
    addPopularity(popularity, 1, 1, 2 * HALF_LIFE_MS);
    proposePopular(popularity, items, candidates, 1);
    expect(proposed()).toEqual(["new"]);
    expect(candidates.columns.popularity[1]).toBe(4);
  });

  it("keeps the order of items over a very long time", () => {
    const { items, candidates, proposed, popularity } = createShelf(["a", "b", "c"]);
    addPopularity(popularity, 0, 1, 0);
    addPopularity(popularity, 2, 2, 0);
    addPopularity(popularity, 1, 1, 100 * HALF_LIFE_MS);
    proposePopular(popularity, items, candidates, 3);
    expect(proposed()).toEqual(["b", "c", "a"]);
  });

  it("fills up with untouched items by id and passes over those that are not eligible", () => {
    const { items, candidates, proposed, popularity } = createShelf(["d", "b", "c", "a"]);
    addPopularity(popularity, 2, 1, 0);
    candidates.eligible[1] = 0;
    proposePopular(popularity, items, candidates, 10);
    expect(proposed()).toEqual(["c", "a", "d"]);
  });

  it("gives the candidates of other generators their popularity", () => {
    const { items, candidates, popularity } = createShelf(["a", "b"]);
    addPopularity(popularity, 0, 1, 0);
    addPopularity(popularity, 1, 5, 0);
    addCandidate(candidates, candidates.columns.content, 0, 1);
    proposePopular(popularity, items, candidates, 1);
    expect(candidates.columns.popularity[0]).toBe(1);
    expect(candidates.count).toBe(2);
  });
});
