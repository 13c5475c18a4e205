import { countUsersOfItems } from "../collaborative/interactions.ts";
import { createPopularityScorer, createWeightsScorer } from "../collaborative/scorers.ts";
import { GORSE_BPR, trainBpr } from "../collaborative/train-bpr.ts";
import { trainItemKnn } from "../collaborative/train-item-knn.ts";
import type { Method } from "./method.ts";
import { combine, defineMethod } from "./method.ts";

/** How many users have an item. */
const popularity = defineMethod({
  name: "popularity",
  role: "generator",
  grid: [{}],
  prepare(train) {
    const counts = countUsersOfItems(train);
    return () => createPopularityScorer(counts);
  },
});

const itemKnn = defineMethod({
  name: "item-knn",
  role: "baseline",
  grid: combine({ neighbours: [100, 400], shrinkage: [10, 100] }),
  prepare(train) {
    return (parameters) => {
      const rows = trainItemKnn(train, parameters);
      return createWeightsScorer(rows, 1);
    };
  },
});

/** The class of model of Gorse, in the configuration that it publishes and with half its dimensions. */
const bpr = defineMethod({
  name: "bpr (Gorse's class)",
  role: "baseline",
  grid: combine({ dimensions: [8, 16] }),
  prepare(train, random) {
    return ({ dimensions }) => trainBpr(train, { ...GORSE_BPR, dimensions }, random);
  },
});

/** What every figure is reported beside. */
export const BASELINES: readonly Method[] = [popularity, itemKnn, bpr];
