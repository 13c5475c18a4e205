import { describe, expect, it } from "vitest";
import { blendCandidates } from "./blend-candidates.ts";
import { addCandidate, clearCandidates, createCandidateSet } from "./candidates.ts";
import { createItemTable, internItem } from "./items.ts";
import type { GeneratorName } from "./options.ts";
import { GENERATOR_NAMES } from "./options.ts";

const NOTHING = { transitions: 0, content: 0, popularity: 0, ease: 0, factors: 0, sessions: 0 };

/** Items in slots by their order here, all eligible. */
function openSet(ids: readonly string[]) {
  const items = createItemTable();
  for (const id of ids) internItem(items, id);
  const candidates = createCandidateSet();
  clearCandidates(candidates, ids.length);
  candidates.eligible.fill(1, 0, ids.length);
  return { items, candidates };
}

const partsAt = (slot: number, partOf: (name: GeneratorName, slot: number) => number) =>
  Object.fromEntries(GENERATOR_NAMES.map((name) => [name, partOf(name, slot)]));

describe("blendCandidates", () => {
  it("scales each generator to its best eligible item, adds by weight and breaks ties by id", () => {
    const { items, candidates } = openSet(["z", "b", "a", "out"]);
    candidates.eligible[3] = 0;
    for (const [slot, score] of [
      [0, 0.02],
      [1, 0.01],
      [2, 0.01],
      [3, 9],
    ] as const)
      addCandidate(candidates.eligible, candidates.transitions, slot, score);
    candidates.dense.popularity.set([500, 0, 0, 9_000]);
    const weights = { ...NOTHING, transitions: 0.75, popularity: 0.25 };
    const { scored, partOf } = blendCandidates(candidates, items, weights, 10);
    expect(scored.map(({ slot, score }) => [items.ids[slot], score])).toEqual([
      ["z", 1],
      ["a", 0.375],
      ["b", 0.375],
    ]);
    expect(partsAt(0, partOf)).toEqual({ ...NOTHING, transitions: 0.75, popularity: 0.25 });
  });

  it("adds trained scores, and takes one below 0 for none", () => {
    const { items, candidates } = openSet(["a", "b", "c"]);
    candidates.dense.ease.set([2, 0, 4]);
    candidates.dense.factors.set([3, 0, -1]);
    const { scored, partOf } = blendCandidates(candidates, items, { ...NOTHING, ease: 0.5, factors: 0.5 }, 3);
    expect(scored).toEqual([
      { slot: 0, score: 0.75 },
      { slot: 2, score: 0.5 },
      { slot: 1, score: 0 },
    ]);
    expect(partsAt(2, partOf)).toEqual({ ...NOTHING, ease: 0.5 });
  });

  it("is wiped between queries, whatever was touched", () => {
    const { items, candidates } = openSet(["a", "b"]);
    addCandidate(candidates.eligible, candidates.content, 1, 5);
    const ask = () => {
      candidates.dense.popularity.set([1, 0]);
      return blendCandidates(candidates, items, { ...NOTHING, content: 0.5, popularity: 0.5 }, 2).scored;
    };
    expect(ask().map(({ score }) => score)).toEqual([0.5, 0.5]);
    clearCandidates(candidates, 2);
    candidates.eligible.fill(1, 0, 2);
    expect(ask().map(({ score }) => score)).toEqual([0.5, 0]);
  });
});
