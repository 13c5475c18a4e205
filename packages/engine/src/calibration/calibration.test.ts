import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGoldenIntents } from "../../test/golden-intents.ts";
import { createRandom } from "../random.ts";
import { calibrate } from "./calibrator.ts";
import { calibrationError, logLoss, rocAuc } from "./classification-metrics.ts";
import { fitCalibrator } from "./fit-calibrator.ts";
import { fitIsotonic } from "./isotonic.ts";
import { fitPlatt } from "./platt.ts";

const golden = readGoldenIntents().calibration;
const scores = Float64Array.from(golden.scores);
const labels = Float64Array.from(golden.labels);

describe("calibration beside scikit-learn", () => {
  it("isotonic steps equal its IsotonicRegression within 1e-12, ties and ends included", () => {
    const calibrator = fitIsotonic(scores, labels);
    for (const [index, at] of golden.at.entries()) {
      expect(calibrate(calibrator, at)).toBeCloseTo(golden.isotonic[index] ?? Number.NaN, 12);
    }
  });

  it("Platt's sigmoid equals its within 1e-4", () => {
    const calibrator = fitPlatt(scores, labels);
    expect(calibrator).toMatchObject({ kind: "platt" });
    const [slope, intercept] = golden.platt;
    for (const at of golden.at)
      expect(calibrate(calibrator, at)).toBeCloseTo(1 / (1 + Math.exp(-(slope * at + intercept))), 4);
  });

  it("area under the curve and log-loss equal its within 1e-12", () => {
    expect(rocAuc(scores, labels)).toBeCloseTo(golden.auc, 12);
    const rates = scores.map((score) => 1 / (1 + Math.exp(-score)));
    expect(logLoss(rates, labels)).toBeCloseTo(golden.logLoss, 12);
  });
});

describe("a calibrator", () => {
  it("is never falling, whatever the labels", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.boolean()), { minLength: 1 }), (rows) => {
        const calibrator = fitIsotonic(
          Float64Array.from(rows, ([score]) => score),
          Float64Array.from(rows, ([, label]) => (label ? 1 : 0)),
        );
        const values = Array.from({ length: 80 }, (_, index) => calibrate(calibrator, index / 2 - 20));
        expect(values.every((value, index) => value >= (values[index - 1] ?? 0) && value <= 1)).toBe(true);
      }),
    );
  });

  it("takes a miscalibrated score to an error below 0.02 on rows it has not seen", () => {
    const random = createRandom(9);
    const draw = (rows: number) => {
      const drawn = Float64Array.from({ length: rows }, () => random.normal());
      return { drawn, hits: drawn.map((score) => (random.next() < 1 / (1 + Math.exp(2 - 3 * score)) ? 1 : 0)) };
    };
    const seen = draw(8000);
    const fresh = draw(8000);
    const calibrator = fitCalibrator(seen.drawn, seen.hits);
    const before = fresh.drawn.map((score) => 1 / (1 + Math.exp(-score)));
    const after = fresh.drawn.map((score) => calibrate(calibrator, score));
    expect(calibrationError(before, fresh.hits)).toBeGreaterThan(0.1);
    expect(calibrationError(after, fresh.hits)).toBeLessThan(0.02);
  });

  it("is of the kind that foretells what it has not seen: a sigmoid for a sigmoid, steps for what is none", () => {
    const random = createRandom(3);
    const scores = Float64Array.from({ length: 3_000 }, () => random.normal());
    const draw = (rate: (score: number) => number) => scores.map((score) => (random.next() < rate(score) ? 1 : 0));
    const sigmoid = draw((score) => 1 / (1 + Math.exp(1 - 2 * score)));
    const humps = draw((score) => (Math.abs(score) < 1 ? 0.2 : score < 0 ? 0.15 : 0.9));
    expect(fitCalibrator(scores, sigmoid).kind).toBe("platt");
    expect(fitCalibrator(scores, humps).kind).toBe("isotonic");
  });

  it("stays a sigmoid while positives are few", () => {
    expect(fitCalibrator(Float64Array.of(1, 2, 3), Float64Array.of(0, 0, 1)).kind).toBe("platt");
  });
});
