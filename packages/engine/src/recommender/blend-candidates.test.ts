import { describe, expect, it } from "vitest";
import { blendCandidates } from "./blend-candidates.ts";
import { addCandidate, clearCandidates, createCandidateSet } from "./candidates.ts";
import { createItemTable, internItem } from "./items.ts";

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
    const dense = { popularity: Float64Array.of(500, 0, 0, 9_000), trained: undefined };
    const weights = { ...NOTHING, transitions: 0.75, popularity: 0.25 };
    const { scored, partsOf } = blendCandidates(candidates, items, dense, weights, 10);
    expect(scored.map(({ slot, score }) => [items.ids[slot], score])).toEqual([
      ["z", 1],
      ["a", 0.375],
      ["b", 0.375],
    ]);
    expect(partsOf(0)).toEqual({ ...NOTHING, transitions: 0.75, popularity: 0.25 });
  });

  it("adds trained scores by the items' numbers, and takes one below 0 for none", () => {
    const { items, candidates } = openSet(["a", "b", "c"]);
    const trained = {
      ...{ count: 2, known: 1, evidence: 1, slotOf: Int32Array.of(2, 0), numberOf: Int32Array.of(1, -1, 0) },
      ...{ ease: Float64Array.of(4, 2), factors: Float32Array.of(-1, 3), sessions: Float64Array.of(0, 0) },
    };
    const dense = { popularity: new Float64Array(3), trained };
    const { scored, partsOf } = blendCandidates(candidates, items, dense, { ...NOTHING, ease: 0.5, factors: 0.5 }, 3);
    expect(scored).toEqual([
      { slot: 0, score: 0.75 },
      { slot: 2, score: 0.5 },
      { slot: 1, score: 0 },
    ]);
    expect(partsOf(2)).toEqual({ ...NOTHING, ease: 0.5 });
  });

  it("is wiped between queries, whatever was touched", () => {
    const { items, candidates } = openSet(["a", "b"]);
    addCandidate(candidates.eligible, candidates.content, 1, 5);
    const ask = () => {
      const dense = { popularity: Float64Array.of(1, 0), trained: undefined };
      return blendCandidates(candidates, items, dense, { ...NOTHING, content: 0.5, popularity: 0.5 }, 2).scored;
    };
    expect(ask().map(({ score }) => score)).toEqual([0.5, 0.5]);
    clearCandidates(candidates, 2);
    candidates.eligible.fill(1, 0, 2);
    expect(ask().map(({ score }) => score)).toEqual([0.5, 0]);
  });
});
