import { describe, expect, it } from "vitest";
import { readGolden, toOptions, toRows } from "../../test/golden-boosting.ts";
import { createRandom } from "../random.ts";
import { predict, predictScore } from "./boosted-model.ts";
import { importLightgbm } from "./import-lightgbm.ts";
import { meanLoss } from "./loss.ts";
import type { BoostingOptions } from "./options.ts";
import { completeOptions } from "./options.ts";
import { loadModel, saveModel } from "./save-model.ts";
import { trainBoosting } from "./train-boosting.ts";
import type { TrainingSet } from "./training-set.ts";
import { createExplainer } from "./tree-shap.ts";

const regression = readGolden("regression");

function trainOn(set: TrainingSet, options: Partial<BoostingOptions>) {
  return trainBoosting(set, { objective: "squared", rounds: 40, leaves: 15, ...options }).model;
}

function heldOutLoss(options: Partial<BoostingOptions>): number {
  const model = trainOn(regression.train, options);
  const scores = Float64Array.from(toRows(regression.heldOut), (row) => predictScore(model, row));
  return meanLoss(regression.heldOut, scores, completeOptions({ objective: "squared" }));
}

describe("training", () => {
  it("gives the same bits by WebAssembly and by TypeScript", () => {
    const golden = readGolden("missing");
    const fast = trainBoosting(golden.train, toOptions(golden.parameters), { kernel: "fastest" });
    const plain = trainBoosting(golden.train, toOptions(golden.parameters), { kernel: "typescript" });
    expect(saveModel(fast.model)).toEqual(saveModel(plain.model));
  });

  it("draws the same rows and features by the same seed, others by another", () => {
    const drawn = { featureFraction: 0.5, baggingFraction: 0.5, baggingEvery: 1 };
    const bytes = (seed: number) => saveModel(trainOn(regression.train, { ...drawn, seed }));
    expect(bytes(5)).toEqual(bytes(5));
    expect(bytes(5)).not.toEqual(bytes(6));
  });

  it("learns nearly as well from half of the rows and features, or from the rows with large gradients", () => {
    const whole = heldOutLoss({});
    expect(heldOutLoss({ featureFraction: 0.7, baggingFraction: 0.6, baggingEvery: 1 })).toBeLessThan(whole * 1.15);
    expect(heldOutLoss({ goss: { topRate: 0.2, otherRate: 0.2 } })).toBeLessThan(whole * 1.15);
  });

  it("never lets the prediction fall along a feature that may only raise it", () => {
    const violations = (monotone: BoostingOptions["monotone"]) => {
      const model = trainOn(regression.train, { monotone });
      return countFalls(model.featureNames.indexOf("f1"), (row) => predict(model, row));
    };
    expect(violations({})).toBeGreaterThan(0);
    expect(violations({ f1: 1, f2: -1 })).toBe(0);
  });

  it("stops when the validation loss no longer falls, and keeps the best trees", () => {
    const { train, heldOut } = readGolden("imbalanced");
    const options = { objective: "logistic", rounds: 400, learningRate: 0.3, earlyStoppingRounds: 10 } as const;
    const { model, validationLosses } = trainBoosting(train, options, { validation: heldOut });
    const best = validationLosses.indexOf(Math.min(...validationLosses)) + 1;
    expect(validationLosses).toHaveLength(best + 10);
    expect(model.forest.roots).toHaveLength(best);
  });

  it("weighs rows: a row of weight two counts as two rows", () => {
    const doubled = { ...regression.train, weights: new Float64Array(regression.train.labels.length).fill(2) };
    const repeat = (values: Float64Array) => Float64Array.from([...values, ...values]);
    const repeated = {
      columns: regression.train.columns.map((column) => ({ ...column, values: repeat(column.values) })),
      labels: repeat(regression.train.labels),
    };
    const byWeight = trainOn(doubled, { minLeafRows: 5 });
    const byRepeat = trainOn(repeated, { minLeafRows: 10, minBinRows: 6 });
    const [row = new Float64Array()] = toRows(regression.heldOut);
    expect(predict(byWeight, row)).toBeCloseTo(predict(byRepeat, row), 5);
  });

  it("estimates the quantile that was asked for", () => {
    const { train } = readGolden("quantile");
    const model = trainOn(train, { objective: "quantile", quantile: 0.9 });
    const rows = toRows(train);
    const below = rows.filter((row, index) => (train.labels[index] ?? 0) <= predict(model, row)).length;
    expect(below / rows.length).toBeGreaterThan(0.87);
    expect(below / rows.length).toBeLessThan(0.93);
  });

  it("takes a set without anything to learn: the model is its mean", () => {
    const labels = Float64Array.of(1, 2, 3, 6);
    const columns = [{ name: "constant", kind: "numeric", values: new Float64Array(4) }] as const;
    const { model } = trainBoosting({ columns, labels }, { objective: "squared" });
    expect(predict(model, Float64Array.of(7))).toBe(3);
    expect(createExplainer(model).expectedScore).toBe(3);
  });

  it.each([
    [{ learningRate: 0 }, /learningRate/],
    [{ leaves: 1 }, /leaves/],
    [{ maxBins: 256 }, /maxBins/],
    [{ monotone: { nothing: 1 } }, /nothing/],
    [{ objective: "logistic" }, /Label/],
  ] as const)("refuses %j and names it", (options, message) => {
    expect(() => trainBoosting(regression.train, { objective: "squared", ...options })).toThrow(message);
  });
});

describe("a saved model", () => {
  const model = trainOn(readGolden("categorical").train, {});

  it("predicts the same after it was loaded", () => {
    const loaded = loadModel(saveModel(model));
    const rows = toRows(readGolden("categorical").heldOut);
    expect(rows.map((row) => predict(loaded, row))).toEqual(rows.map((row) => predict(model, row)));
    expect(loaded.featureNames).toEqual(model.featureNames);
  });

  it("is read from a buffer that lies anywhere in another one", () => {
    const bytes = saveModel(model);
    const larger = Buffer.alloc(bytes.length + 3);
    larger.set(bytes, 3);
    expect(loadModel(larger.subarray(3))).toEqual(model);
  });

  it("is refused when a byte changed, or some are missing", () => {
    const bytes = saveModel(model);
    const damaged = bytes.slice();
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    expect(() => loadModel(damaged)).toThrow(/checksum/);
    expect(() => loadModel(bytes.slice(0, -8))).toThrow(/damaged/);
  });

  it("is refused as a LightGBM text that is damaged or of another kind", () => {
    expect(() => importLightgbm(regression.model.replace("objective=regression", "objective=multiclass"))).toThrow(
      /multiclass/,
    );
    expect(() => importLightgbm(regression.model.replace(/left_child=-?\d+/, "left_child=0"))).toThrow(/damaged/);
    expect(() => importLightgbm(regression.model.slice(0, 2000))).toThrow(/no LightGBM/);
  });
});

/** How often a prediction falls while one feature rises, on random rows. */
function countFalls(feature: number, predictRow: (row: Float64Array) => number): number {
  const random = createRandom(3);
  let falls = 0;
  for (let trial = 0; trial < 50; trial += 1) {
    const row = Float64Array.from({ length: 6 }, () => random.normal());
    let last = -Infinity;
    for (let value = -3; value <= 3; value += 0.1) {
      row[feature] = value;
      const prediction = predictRow(row);
      if (prediction < last - 1e-12) falls += 1;
      last = prediction;
    }
  }
  return falls;
}
