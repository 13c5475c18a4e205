import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearCandidates, createCandidateSet } from "./candidates.ts";
import {
  categoryLikeness,
  createContent,
  itemsOfCategory,
  likeness,
  proposeSimilar,
  removeContent,
  setContent,
} from "./content.ts";
import type { RecommenderItem } from "./terms.ts";
import { weighTerms } from "./terms.ts";

function item(id: string, fields: Partial<RecommenderItem> = {}): RecommenderItem {
  return { id, name: "", description: "", categories: [], tags: [], available: true, ...fields };
}

function index(items: readonly RecommenderItem[]) {
  const content = createContent();
  items.forEach((entry, slot) => {
    setContent(content, slot, entry);
  });
  return content;
}

const itemArbitrary = fc.record({
  id: fc.constant(""),
  name: fc.constantFrom("steel knife", "copper pan", "bread knife", ""),
  description: fc.constantFrom("sharp and light", "heavy", ""),
  categories: fc.subarray(["Kitchen", "Knives", "Pans"]),
  tags: fc.subarray(["sale", "new"]),
  available: fc.boolean(),
});

describe("weighTerms", () => {
  it("gives a vector of length 1, or none", () => {
    fc.assert(
      fc.property(itemArbitrary, (entry) => {
        const squares = [...weighTerms(entry).values()].reduce((sum, weight) => sum + weight * weight, 0);
        return squares === 0 || Math.abs(squares - 1) < 1e-9;
      }),
    );
  });

  it("bounds the words of a long description and keeps those of the name", () => {
    const description = Array.from({ length: 1_000 }, (_, number) => `word${number}`).join(" ");
    const terms = weighTerms(item("a", { name: "Copper Kettle", description }));
    expect(terms.size).toBe(64);
    expect(terms.has("w:copper") && terms.has("w:kettle")).toBe(true);
  });

  it("reads words of any script", () => {
    const terms = weighTerms(item("a", { name: "Кухонный нож, 3 штуки" }));
    expect([...terms.keys()]).toEqual(["w:кухонный", "w:нож", "w:3", "w:штуки"]);
  });
});

describe("content", () => {
  const kitchen = index([
    item("0", { categories: ["Kitchen", "Knives"] }),
    item("1", { categories: ["Kitchen", "Knives"] }),
    item("2", { categories: ["Kitchen", "Pans"] }),
    item("3", { categories: ["Garden", "Spades"] }),
  ]);

  it("finds items of the same specific category likest, of the same general one less, of another not at all", () => {
    expect(likeness(kitchen, 0, 1)).toBeGreaterThan(2 * likeness(kitchen, 0, 2));
    expect(likeness(kitchen, 0, 2)).toBeGreaterThan(0);
    expect(likeness(kitchen, 0, 3)).toBe(0);
    expect(categoryLikeness(kitchen, 0, 1)).toBeCloseTo(1, 12);
    expect(categoryLikeness(kitchen, 0, 2)).toBeCloseTo(0.2, 12);
    expect(categoryLikeness(kitchen, 0, 3)).toBe(0);
  });

  it("counts a rare common word more than one of every item", () => {
    const content = index([
      item("0", { name: "solid walnut" }),
      item("1", { name: "solid oak" }),
      item("2", { name: "rough walnut" }),
      ...["ash", "elm", "fir", "yew"].map((wood, number) => item(`${number + 3}`, { name: `solid ${wood}` })),
    ]);
    expect(likeness(content, 0, 2)).toBeGreaterThan(likeness(content, 0, 1));
  });

  it("scores candidates by the weighted likeness to the history", () => {
    const candidates = createCandidateSet();
    clearCandidates(candidates, 4);
    candidates.eligible.fill(1, 0, 4);
    const history = [
      { slot: 0, itemId: "0", weight: 0.75 },
      { slot: 3, itemId: "3", weight: 0.25 },
    ];
    expect(proposeSimilar(kitchen, history, candidates, 1_000)).toBe(1);
    for (const slot of [1, 2]) {
      const expected = 0.75 * likeness(kitchen, 0, slot) + 0.25 * likeness(kitchen, 3, slot);
      expect(candidates.content.scores[slot]).toBeCloseTo(expected, 12);
    }
  });

  it("stops at the budget, the weightiest terms first", () => {
    const candidates = createCandidateSet();
    clearCandidates(candidates, 4);
    candidates.eligible.fill(1, 0, 4);
    proposeSimilar(kitchen, [{ slot: 0, itemId: "0", weight: 1 }], candidates, 2);
    const { slots, count } = candidates.content;
    expect([...slots.subarray(0, count)].sort()).toEqual([0, 1]);
  });

  it("lists a category whatever its letter case", () => {
    expect([...itemsOfCategory(kitchen, " kitchen ")].sort()).toEqual([0, 1, 2]);
    expect(itemsOfCategory(kitchen, "Bath")).toEqual([]);
  });

  it("after any changes equals an index built anew, and keeps no term that no item has", () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.option(itemArbitrary));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40, size: "max" }), (changes) => {
        const content = createContent();
        const truth = new Map<number, RecommenderItem>();
        for (const [slot, entry] of changes) {
          if (entry === null) removeContent(content, slot);
          else setContent(content, slot, entry);
          if (entry === null) truth.delete(slot);
          else truth.set(slot, entry);
        }
        const anew = createContent();
        for (const [slot, entry] of truth) setContent(anew, slot, entry);
        expect([...content.termIds.keys()].sort()).toEqual([...anew.termIds.keys()].sort());
        expect(content.slots.size).toBe(truth.size);
        for (let from = 0; from < 6; from += 1) {
          for (let to = 0; to < 6; to += 1) {
            expect(likeness(content, from, to)).toBeCloseTo(likeness(anew, from, to), 12);
          }
        }
      }),
    );
  });
});
