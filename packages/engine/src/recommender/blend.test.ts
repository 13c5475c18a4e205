import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weighGenerators } from "./blend.ts";
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

  it("weighs transitions as training did, however seldom the items of this history were seen", () => {
    const options = { ...DEFAULT_OPTIONS, blend: { transitions: 1, content: 0, popularity: 0 } };
    const weights = weighGenerators({ transitions: 0.5, content: 0, trained: 1 }, options, LEARNED);
    expect(weights).toEqual({ ...LEARNED, content: 0 });
  });
});
