import { describe, expect, it } from "vitest";
import { trainBoosting } from "../boosting/train-boosting.ts";
import { tableOf } from "../collaborative/interactions.ts";
import { interactionsOfTastes } from "../collaborative/interactions-of-tastes.ts";
import { readTrainedModel, writeTrainedModel } from "../collaborative/trained-model.ts";
import type { Reranker } from "../reranking/reranker.ts";
import { RERANK_FEATURES } from "../reranking/reranker.ts";
import { measureTraining } from "../training/measure-training.ts";
import { trainRecommender } from "../training/train-recommender.ts";
import { createRecommender } from "./recommender.ts";

const NOW_MS = 30 * 86_400_000;
const itemIds = Array.from({ length: 60 }, (_, item) => `item-${item}`);
const interactions = interactionsOfTastes({ users: 90, groups: 3, perGroup: 20, seed: 4 });
const { measured, factors } = measureTraining(tableOf(interactions), 1, () => {});
const model = trainRecommender({ itemIds, interactions, seed: 1 }, measured, factors, () => {});
const history = [3, 7, 11].map((item) => ({
  itemId: `item-${item}`,
  action: "viewed",
  weight: 1,
  timestampMs: NOW_MS - 60_000,
}));

/** Trees that say one thing only: what stood on the sixth place or below is to stand above it. */
function turnRound(): Reranker {
  const rows = Array.from({ length: 400 }, (_, row) => row % 20);
  const values = (name: string) => Float64Array.from(rows, (place) => (name === "place" ? place : 0));
  const { model: trees } = trainBoosting(
    {
      columns: RERANK_FEATURES.map((name) => ({ name, kind: "numeric", values: values(name) })),
      labels: Float64Array.from(rows, (place) => Number(place >= 5)),
      groups: new Int32Array(20).fill(20),
    },
    { objective: "lambdarank", rounds: 20, leaves: 2 },
  );
  return { model: trees, scale: 0 };
}

function ask(reranker: Reranker | undefined, known = true) {
  const recommender = createRecommender({ diversity: 0 });
  itemIds.forEach((id, index) => {
    if (known || index !== 3)
      recommender.setItem({ id, name: "", description: "", categories: [], tags: [], available: true });
  });
  recommender.setTrained({ ...model, reranker });
  const asked = known ? history : [{ itemId: "item-new", action: "viewed", weight: 1, timestampMs: NOW_MS }];
  if (!known)
    recommender.observe({ personId: "p", itemId: "item-new", action: "viewed", weight: 1, timestampMs: NOW_MS });
  return recommender.recommend({ history: asked, exclude: new Set(), limit: 10, nowMs: NOW_MS });
}

describe("a learned order", () => {
  it("moves items, keeps the scores of the places, and its share says how far it lifted one", () => {
    const [before, after] = [ask(undefined), ask(turnRound())];
    expect(after.map(({ score }) => score)).toEqual(before.map(({ score }) => score));
    expect(after[0]?.itemId).toBe(before[5]?.itemId);
    const lift = 1 - (before[5]?.score ?? 0) / (before[0]?.score ?? 1);
    expect(after[0]?.generators.reranker).toBeCloseTo(lift, 9);
    for (const { generators } of after) {
      expect(Object.values(generators).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
    expect(before.every(({ generators }) => generators.reranker === undefined)).toBe(true);
  });

  it("leaves alone who training knows nothing of", () => {
    expect(ask(turnRound(), false)).toEqual(ask(undefined, false));
  });

  it("is stored with the model, and a model from before there were any is read without one", () => {
    const withOrder = { ...model, reranker: turnRound() };
    expect(readTrainedModel(writeTrainedModel(withOrder))).toEqual(withOrder);
    expect(readTrainedModel(writeTrainedModel(model)).reranker).toBeUndefined();
  });
});
