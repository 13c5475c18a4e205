import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearCandidates, createCandidateSet } from "./candidates.ts";
import type { Transitions } from "./transitions.ts";
import {
  addTransition,
  beginTransitions,
  createTransitions,
  dropFromTransitions,
  proposeSuccessors,
  transitionPart,
} from "./transitions.ts";

const HALF_LIFE_MS = 1_000;
const FROM = 0;

function entriesOf(transitions: Transitions, from: number) {
  const row = transitions.rows[from] ?? -1;
  const base = row * transitions.width;
  return Array.from({ length: transitions.sizes[row] ?? 0 }, (_, index) => ({
    to: transitions.successors[base + index] ?? -1,
    count: transitions.counts[base + index] ?? 0,
    error: transitions.errors[base + index] ?? 0,
  }));
}

function propose(transitions: Transitions, support: number, nowMs = 0) {
  const candidates = createCandidateSet();
  clearCandidates(candidates, 16);
  candidates.eligible.fill(1);
  const history = [{ slot: FROM, itemId: "from", weight: 1 }];
  const evidence = proposeSuccessors(transitions, history, candidates, { support, nowMs });
  return { evidence, scores: candidates.transitions.scores };
}

describe("transitions", () => {
  it("keep the guarantees of Space-Saving: bounds around the truth, and every frequent successor", () => {
    const steps = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 200, size: "max" });
    fc.assert(
      fc.property(steps, (successors) => {
        const transitions = createTransitions(4, HALF_LIFE_MS);
        const truth = new Map<number, number>();
        for (const to of successors) {
          addTransition(transitions, FROM, to, 1);
          truth.set(to, (truth.get(to) ?? 0) + 1);
        }
        const entries = entriesOf(transitions, FROM);
        expect(entries.length).toBeLessThanOrEqual(4);
        expect(transitions.pairs).toBe(entries.length);
        for (const { to, count, error } of entries) {
          expect(count).toBeGreaterThanOrEqual(truth.get(to) ?? 0);
          expect(count - error).toBeLessThanOrEqual(truth.get(to) ?? 0);
        }
        const kept = new Set(entries.map(({ to }) => to));
        for (const [to, count] of truth) if (count > successors.length / 4) expect(kept).toContain(to);
      }),
    );
  });

  it("score a step by its probability, shrunk by the support", () => {
    const transitions = createTransitions(8, HALF_LIFE_MS);
    for (const to of [1, 1, 1, 2]) addTransition(transitions, FROM, to, beginTransitions(transitions, 0));
    const sure = propose(transitions, 0);
    expect([sure.scores[1], sure.scores[2], sure.evidence]).toEqual([0.75, 0.25, 1]);
    const shrunk = propose(transitions, 4);
    expect([shrunk.scores[1], shrunk.scores[2], shrunk.evidence]).toEqual([3 / 8, 1 / 8, 0.5]);
    const entry = { slot: FROM, itemId: "from", weight: 1 };
    expect(transitionPart(transitions, entry, 1, { support: 4, nowMs: 0 })).toBe(3 / 8);
  });

  it("lose evidence as time passes, and weigh a recent step more than an old one", () => {
    const transitions = createTransitions(8, HALF_LIFE_MS);
    addTransition(transitions, FROM, 1, beginTransitions(transitions, 0));
    expect(propose(transitions, 1, 0).evidence).toBe(0.5);
    expect(propose(transitions, 1, 3 * HALF_LIFE_MS).evidence).toBeCloseTo(1 / 9, 12);
    addTransition(transitions, FROM, 2, beginTransitions(transitions, 70 * HALF_LIFE_MS));
    const { scores } = propose(transitions, 0, 70 * HALF_LIFE_MS);
    expect(scores[2]).toBeCloseTo(1, 12);
    expect(scores[1]).toBeGreaterThan(0);
    expect(scores[1]).toBeLessThan(1e-15);
  });

  it("forget dropped items on both sides and reuse their rows", () => {
    const transitions = createTransitions(8, HALF_LIFE_MS);
    for (const [from, to] of [
      [0, 1],
      [0, 2],
      [1, 0],
      [2, 1],
    ] as const) {
      addTransition(transitions, from, to, 1);
    }
    dropFromTransitions(transitions, (item) => item === 1);
    expect(entriesOf(transitions, 0).map(({ to }) => to)).toEqual([2]);
    expect(transitions.rows[1]).toBe(-1);
    expect(transitions.pairs).toBe(1);
    addTransition(transitions, 5, 0, 1);
    expect(transitions.rowCount).toBe(3);
    expect(transitions.totals[transitions.rows[5] ?? -1]).toBe(1);
  });
});
