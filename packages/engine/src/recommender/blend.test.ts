import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blendCandidates, weighGenerators } from "./blend.ts";
import { addCandidate, clearCandidates, createCandidateSet } from "./candidates.ts";
import { createItemTable, internItem } from "./items.ts";
import { DEFAULT_OPTIONS } from "./options.ts";

const NOTHING = { transitions: 0, content: 0, popularity: 0, ease: 0, factors: 0, sessions: 0 };
const LEARNED = { transitions: 0.25, popularity: 0.125, ease: 0.25, factors: 0.25, sessions: 0.125 };

describe("weighGenerators", () => {
  it("sums to 1, and gives transitions more and content less as transitions gain evidence", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (first, second, content) => {
        const [low, high] = first < second ? [first, second] : [second, first];
        const weak = weighGenerators({ transitions: low, content, trained: 0 }, DEFAULT_OPTIONS);
        const strong = weighGenerators({ transitions: high, content, trained: 0 }, DEFAULT_OPTIONS);
        expect(weak.transitions + weak.content + weak.popularity).toBeCloseTo(1, 12);
        expect(strong.transitions).toBeGreaterThanOrEqual(weak.transitions - 1e-12);
        expect(strong.content).toBeLessThanOrEqual(weak.content + 1e-12);
      }),
    );
  });

  it("leaves everything to popularity for a stranger", () => {
    const weights = weighGenerators({ transitions: 0, content: 0, trained: 0 }, DEFAULT_OPTIONS, LEARNED);
    expect(weights).toEqual({ ...NOTHING, popularity: 1 });
  });

  it("takes the learned weights as far as training has seen the history, and its own for the rest", () => {
    const options = { ...DEFAULT_OPTIONS, blend: { transitions: 1, content: 0, popularity: 0 } };
    const weigh = (trained: number) => weighGenerators({ transitions: 1, content: 0, trained }, options, LEARNED);
    expect(weigh(1)).toEqual({ ...LEARNED, content: 0 });
    expect(weigh(0)).toEqual({ ...NOTHING, transitions: 1 });
    expect(weigh(0.5).ease).toBeCloseTo(LEARNED.ease / 2, 12);
    expect(weigh(0.5).transitions).toBeCloseTo((1 + LEARNED.transitions) / 2, 12);
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
    const scored = blendCandidates(candidates, items, { ...NOTHING, transitions: 0.75, popularity: 0.25 }, 10);
    expect(scored.map(({ slot, score }) => [items.ids[slot], score])).toEqual([
      ["z", 1],
      ["a", 0.375],
      ["b", 0.375],
    ]);
    expect(scored[0]?.parts).toEqual({ ...NOTHING, transitions: 0.75, popularity: 0.25 });
  });
});
