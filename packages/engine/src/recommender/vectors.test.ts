import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { HistoryEntry, Recommender } from "./recommender.ts";
import { createRecommender } from "./recommender.ts";

const NOW_MS = Date.UTC(2026, 0, 5);
const plain = { name: "", description: "", categories: [], tags: [], available: true };
const view = (itemId: string): HistoryEntry => ({ itemId, action: "viewed", weight: 1, timestampMs: NOW_MS });
const ask = (recommender: Recommender, itemId: string, limit = 10) =>
  recommender.recommend({ history: [view(itemId)], exclude: new Set(), limit, diversity: 0, nowMs: NOW_MS });

/** Items around 20 centres in as many dimensions as a small text model has. */
function drawVectors(items: number, dimensions: number): number[][] {
  const random = createRandom(5);
  const draw = () => Array.from({ length: dimensions }, () => random.normal());
  const centres = Array.from({ length: 20 }, draw);
  return Array.from({ length: items }, (_, item) => (centres[item % 20] ?? []).map((at) => at + 0.6 * random.normal()));
}

function cosine(left: readonly number[], right: readonly number[]): number {
  const dot = left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), 0);
  return dot / Math.hypot(...left) / Math.hypot(...right);
}

it.each([32, 384])(
  "items without a word in common are recommended by their vectors: the nearest, in order, of %i dimensions",
  (dimensions) => {
    const vectors = drawVectors(600, dimensions);
    const recommender = createRecommender();
    for (const [item, embedding] of vectors.entries()) recommender.setItem({ ...plain, id: `item-${item}`, embedding });
    const own = vectors[7] ?? [];
    const nearest = vectors
      .map((vector, item) => ({ id: `item-${item}`, cosine: cosine(own, vector) }))
      .filter(({ id }) => id !== "item-7")
      .sort((left, right) => right.cosine - left.cosine)
      .slice(0, 10);
    const answer = ask(recommender, "item-7");
    const found = answer.filter(({ itemId }) => nearest.some(({ id }) => id === itemId));
    expect(found.length).toBeGreaterThanOrEqual(9);
    expect(answer[0]?.itemId).toBe(nearest[0]?.id);
    expect(answer[0]).toMatchObject({ generators: { content: 1 }, because: [{ itemId: "item-7", share: 1 }] });
  },
);

it("an item is found by its vector from the next query on, and is not once that is gone or of another length", () => {
  const vectors = drawVectors(200, 128);
  const recommender = createRecommender();
  for (const [item, embedding] of vectors.entries()) recommender.setItem({ ...plain, id: `item-${item}`, embedding });
  const ids = () => ask(recommender, "item-3", 5).map(({ itemId }) => itemId);
  const twin = { ...plain, id: "twin" };
  recommender.setItem({ ...twin, embedding: vectors[3] ?? [] });
  expect(ids()[0]).toBe("twin");
  recommender.setItem(twin);
  expect(ids()[0], "absent leaves it as it was").toBe("twin");
  recommender.setItem({ ...twin, embedding: [1, 2, 3] });
  expect(ids()).not.toContain("twin");
  recommender.setItem({ ...twin, embedding: vectors[3] ?? [] });
  recommender.setItem({ ...twin, embedding: null });
  expect(ids()).not.toContain("twin");
  recommender.setItem({ ...twin, embedding: vectors[3] ?? [] });
  recommender.removeItem("twin");
  expect(ids()).not.toContain("twin");
});

it("words and vectors speak beside each other, and what has neither is as before", () => {
  const recommender = createRecommender();
  const vectors = drawVectors(40, 64);
  recommender.setItem({ ...plain, id: "seen", categories: ["Tea"], embedding: vectors[0] ?? [] });
  recommender.setItem({ ...plain, id: "by words", categories: ["Tea"] });
  recommender.setItem({ ...plain, id: "by vector", embedding: vectors[20] ?? [] });
  recommender.setItem({ ...plain, id: "by neither", categories: ["Garden"] });
  const answer = ask(recommender, "seen", 3);
  expect(
    answer
      .map(({ itemId }) => itemId)
      .slice(0, 2)
      .toSorted(),
  ).toEqual(["by vector", "by words"]);
  expect(answer.map(({ score }) => score > 0)).toEqual([true, true, false]);
});

it("the vector of nothing, and one that is not finite, is none", () => {
  const recommender = createRecommender();
  for (const [id, embedding] of Object.entries({ zero: [0, 0], endless: [Number.POSITIVE_INFINITY, 1], one: [1, 0] })) {
    recommender.setItem({ ...plain, id, embedding });
  }
  expect(ask(recommender, "one").every(({ score }) => score === 0)).toBe(true);
});
