import { countUsersOfItems } from "../collaborative/interactions.ts";
import { createPopularityScorer, createWeightsScorer } from "../collaborative/scorers.ts";
import { trainItemKnn } from "../collaborative/train-item-knn.ts";
import { createRandom } from "../random.ts";
import { defineGorseMethods } from "./gorse-methods.ts";
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

/** What every figure is reported beside. */
export const BASELINES: readonly Method[] = [popularity, itemKnn, ...defineGorseMethods(0, createRandom(1))];
