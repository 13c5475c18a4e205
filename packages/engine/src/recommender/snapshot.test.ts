import { describe, expect, it } from "vitest";
import { createRecommender, restoreRecommender } from "./recommender.ts";

const NOW_MS = Date.UTC(2026, 5, 1);

function createTrained() {
  const recommender = createRecommender();
  for (const id of ["a", "b", "héé", "品"]) {
    recommender.setItem({ id, name: `Item ${id}`, description: "", categories: ["All"], tags: [], available: true });
    recommender.observe({ personId: "p", itemId: id, action: "viewed", weight: 1, timestampMs: NOW_MS });
  }
  return recommender;
}

describe("restoreRecommender", () => {
  it("restores an empty recommender", () => {
    const restored = restoreRecommender(createRecommender().snapshot());
    expect(restored.stats).toEqual({ items: 0, persons: 0, transitions: 0, interactions: 0 });
  });

  it("reads a snapshot that lies anywhere in a larger buffer", () => {
    const recommender = createTrained();
    const bytes = recommender.snapshot();
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(restoreRecommender(shifted.subarray(3)).snapshot()).toEqual(bytes);
  });

  it("knows which items are in the catalog, and not those that were only seen or taken out", () => {
    const recommender = createTrained();
    recommender.observe({ personId: "q", itemId: "seen", action: "viewed", weight: 1, timestampMs: NOW_MS });
    recommender.setItem({ id: "gone", name: "", description: "", categories: [], tags: [], available: false });
    recommender.setItem({ id: "out", name: "", description: "", categories: [], tags: [], available: false });
    recommender.removeItem("gone");
    const restored = restoreRecommender(recommender.snapshot());
    expect(restored.cataloguedIds().sort()).toEqual(["a", "b", "héé", "out", "品"]);
  });

  it("applies new bounds", () => {
    const recommender = createTrained();
    recommender.observe({ personId: "q", itemId: "a", action: "viewed", weight: 1, timestampMs: NOW_MS });
    for (const id of ["a", "b"]) recommender.removeItem(id);
    const restored = restoreRecommender(recommender.snapshot(), { maxPersons: 1, maxUncataloguedItems: 1 });
    expect(restored.stats).toMatchObject({ persons: 1, items: 2 });
  });

  it("refuses other bytes, another version, cut and damaged ones, saying which", () => {
    const bytes = createTrained().snapshot();
    const damage = (offset: number) => {
      const copy = bytes.slice();
      copy[offset] = (copy[offset] ?? 0) ^ 1;
      return copy;
    };
    expect(() => restoreRecommender(new Uint8Array(3))).toThrow(/too short/);
    expect(() => restoreRecommender(damage(0))).toThrow(/not one/);
    expect(() => restoreRecommender(damage(4))).toThrow(/version 2.*version 3/);
    expect(() => restoreRecommender(bytes.subarray(0, bytes.length - 8))).toThrow(/damaged/);
    for (let offset = 8; offset < bytes.length; offset += 7) {
      expect(() => restoreRecommender(damage(offset))).toThrow(/damaged/);
    }
  });
});
