import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ITEM_STATE } from "./items.ts";
import { learnInteraction } from "./learn.ts";
import { createModel } from "./model.ts";
import { completeOptions } from "./options.ts";

const OPTIONS = completeOptions({ windowSize: 3, successorsPerItem: 3, maxPersons: 3, maxUncataloguedItems: 6 });

describe("forgetting items", () => {
  it("leaves no trace of them, so that a reused slot starts clean", () => {
    const step = fc.record({
      personId: fc.constantFrom("p", "q", "r", "s"),
      itemId: fc.integer({ min: 0, max: 30 }).map((number) => `i${number}`),
      action: fc.constant("viewed"),
      weight: fc.constantFrom(1, 3),
      timestampMs: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) => {
        const model = createModel(OPTIONS);
        for (const interaction of steps) learnInteraction(model, interaction);
        const { items, popularity, transitions, windows } = model;
        const isFree = (slot: number) => items.states[slot] === ITEM_STATE.free;
        for (const slot of items.free) {
          expect(popularity.sums[slot]).toBe(0);
          expect(transitions.rows[slot] ?? -1).toBe(-1);
        }
        transitions.rows.forEach((row) => {
          if (row < 0) return;
          const base = row * transitions.width;
          const successors = transitions.successors.subarray(base, base + (transitions.sizes[row] ?? 0));
          expect([...successors].filter(isFree)).toEqual([]);
        });
        windows.persons.forEach((_, person) => {
          const base = person * windows.size;
          expect([...windows.items.subarray(base, base + (windows.counts[person] ?? 0))].filter(isFree)).toEqual([]);
        });
      }),
    );
  });
});
