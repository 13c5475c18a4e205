import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blendCandidates, weighGenerators } from "./blend.ts";
import { addCandidate, clearCandidates, createCandidateSet } from "./candidates.ts";
import { createItemTable, internItem } from "./items.ts";
import { DEFAULT_OPTIONS } from "./options.ts";

describe("weighGenerators", () => {
  it("sums to 1, and gives transitions more and content less as transitions gain evidence", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (first, second, content) => {
        const [low, high] = first < second ? [first, second] : [second, first];
        const weak = weighGenerators({ transitions: low, content }, DEFAULT_OPTIONS);
        const strong = weighGenerators({ transitions: high, content }, DEFAULT_OPTIONS);
        expect(weak.transitions + weak.content + weak.popularity).toBeCloseTo(1, 12);
        expect(strong.transitions).toBeGreaterThanOrEqual(weak.transitions - 1e-12);
        expect(strong.content).toBeLessThanOrEqual(weak.content + 1e-12);
      }),
    );
  });

  it("leaves everything to popularity for a stranger", () => {
    const weights = weighGenerators({ transitions: 0, content: 0 }, DEFAULT_OPTIONS);
    expect(weights).toEqual({ transitions: 0, content: 0, popularity: 1 });
  });
});

describe("blendCandidates", () => {
  it("scales each generator to its best candidate, adds by weight and breaks ties by id", () => {
    const items = createItemTable();
    for (const id of ["z", "b", "a"]) internItem(items, id);
    const candidates = createCandidateSet();
    clearCandidates(candidates, 3);
    candidates.eligible.fill(1, 0, 3);
    addCandidate(candidates, candidates.columns.transitions, 0, 0.02);
    addCandidate(candidates, candidates.columns.transitions, 1, 0.01);
    addCandidate(candidates, candidates.columns.popularity, 0, 500);
    addCandidate(candidates, candidates.columns.transitions, 2, 0.01);
    const scored = blendCandidates(candidates, items, { transitions: 0.75, content: 0, popularity: 0.25 }, 10);
    expect(scored.map(({ slot, score }) => [items.ids[slot], score])).toEqual([
      ["z", 1],
      ["a", 0.375],
      ["b", 0.375],
    ]);
    expect(scored[0]?.parts).toEqual({ transitions: 0.75, content: 0, popularity: 0.25 });
  });
});
