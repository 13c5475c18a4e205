import { describe, expect, it } from "vitest";
import { readGolden, toOptions, toRows } from "../../test/golden-boosting.ts";
import { predict, predictScore } from "./boosted-model.ts";
import { importLightgbm } from "./import-lightgbm.ts";
import { meanLoss } from "./loss.ts";
import { completeOptions } from "./options.ts";
import { trainBoosting } from "./train-boosting.ts";
import { createExplainer } from "./tree-shap.ts";

const SETS = ["regression", "imbalanced", "missing", "categorical", "poisson", "ranking", "quantile"];

describe.each(SETS)("beside LightGBM on the set %s", (name) => {
  const golden = readGolden(name);
  const rows = toRows(golden.heldOut);

  it("training with equal parameters loses at most 0.05 % more on held-out rows", () => {
    const options = toOptions(golden.parameters);
    const { model } = trainBoosting(golden.train, options);
    const scores = Float64Array.from(rows, (row) => predictScore(model, row));
    expect(meanLoss(golden.heldOut, scores, completeOptions(options))).toBeLessThan(golden.loss * 1.0005);
  });

  it("a model imported from its text predicts the same within 1e-9", () => {
    const model = importLightgbm(golden.model);
    const scores = rows.map((row) => predictScore(model, row));
    expect(worstDistance(scores, golden.scores)).toBeLessThan(1e-9);
    const predictions = rows.slice(0, golden.predictions.length).map((row) => predict(model, row));
    expect(worstDistance(predictions, golden.predictions)).toBeLessThan(1e-9);
  });

  it("contributions equal LightGBM's and shap's within 1e-6 and sum to the score within 1e-9", () => {
    const model = importLightgbm(golden.model);
    const explainer = createExplainer(model);
    const explained = rows.slice(0, golden.contributions.length).map((row) => {
      const contributions = new Float64Array(row.length);
      explainer.explain(row, contributions);
      const sum = contributions.reduce((total, value) => total + value, explainer.expectedScore);
      expect(Math.abs(sum - predictScore(model, row))).toBeLessThan(1e-9);
      return [...contributions, explainer.expectedScore];
    });
    expect(worstDistance(explained.flat(), golden.contributions.flat())).toBeLessThan(1e-6);
    const byShap = (golden.shapValues ?? []).map((values, index) => worstDistance(explained[index] ?? [], values));
    expect(Math.max(0, ...byShap)).toBeLessThan(1e-6);
  });
});

function worstDistance(left: readonly number[], right: readonly number[]): number {
  return right.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (left[index] ?? Number.NaN))), 0);
}
