import type { GoalDefinition } from "@rapport/contracts/intents";
import type { ModelMetrics } from "@rapport/contracts/models";
import type { BoostedModel } from "@rapport/engine/boosted-model";
import { predictScore } from "@rapport/engine/boosted-model";
import type { Calibrator } from "@rapport/engine/calibrator";
import { calibrate } from "@rapport/engine/calibrator";
import { calibrationError, logLoss, rocAuc } from "@rapport/engine/classification-metrics";
import { fitCalibrator } from "@rapport/engine/fit-calibrator";
import type { ReferenceBins } from "@rapport/engine/population-stability";
import { describeDistribution } from "@rapport/engine/population-stability";
import { trainBoosting } from "@rapport/engine/train-boosting";
import type { ActionHistories } from "./action-history.ts";
import type { FeaturePlan } from "./build-features.ts";
import type { PropensityRows } from "./propensity-rows.ts";
import { splitPropensity } from "./propensity-split.ts";

/** A trained goal, ready to answer. */
export type PropensityModel = {
  definition: GoalDefinition;
  plan: FeaturePlan;
  trees: BoostedModel;
  calibrator: Calibrator;
  baseRate: number;
  /** Each feature as it was when the model was measured. */
  reference: ReferenceBins[];
};

export type FittedPropensity = { model: PropensityModel; metrics: ModelMetrics; fromMs: number; toMs: number };

/** Fewer rows or people at the goal teach nothing that would hold. */
const MIN_ROWS = 100;
const MIN_OF_EACH = 20;

/** Small trees and a slow rate: people are few, and their features tell much of the same. */
export const BOOSTING = {
  objective: "logistic",
  rounds: 400,
  learningRate: 0.05,
  leaves: 15,
  minLeafRows: 30,
  lambdaL2: 1,
  featureFraction: 0.7,
  baggingFraction: 0.8,
  baggingEvery: 1,
  earlyStoppingRounds: 30,
} as const;

/**
 * Learns one goal from moments in the past and measures it on a later one: the horizons that it learned from end before the
 * measured one begins. There, half of the people calibrate the score and the other half judge. Pure and synchronous.
 * @returns why nothing can be learned, when nothing can
 */
export function fitPropensity(
  histories: ActionHistories,
  definition: GoalDefinition,
  endMs: number,
): FittedPropensity | { skipped: string } {
  const split = splitPropensity(histories, definition, endMs);
  const { plan, learning, watching, later, calibrating, judging } = split;
  const lacking = [learning, calibrating, judging].map(whatIsLacking).find((text) => text !== undefined);
  if (lacking !== undefined) return { skipped: lacking };
  const { model: trees } = trainBoosting(toTrainingSet(learning), BOOSTING, { validation: toTrainingSet(watching) });
  const calibrator = fitCalibrator(scoreRows(trees, calibrating), calibrating.labels);
  const reference = later.names.map((_, feature) =>
    describeDistribution(Float64Array.from(later.values, (row) => row[feature] ?? Number.NaN)),
  );
  const model = { definition, plan, trees, calibrator, baseRate: meanOf(later.labels), reference };
  return { model, metrics: judge(model, learning, judging), fromMs: split.fromMs, toMs: endMs };
}

function toTrainingSet({ names, values, labels }: PropensityRows) {
  const columns = names.map((name, feature) => ({
    name,
    kind: "numeric" as const,
    values: Float64Array.from(values, (row) => row[feature] ?? Number.NaN),
  }));
  return { columns, labels };
}

function scoreRows(trees: BoostedModel, { values }: PropensityRows): Float64Array {
  return Float64Array.from(values, (row) => predictScore(trees, row));
}

/** How well it orders and how true its probabilities are, beside what is known without a model. */
function judge({ trees, calibrator }: PropensityModel, seen: PropensityRows, rows: PropensityRows): ModelMetrics {
  const scores = scoreRows(trees, rows);
  const probabilities = scores.map((score) => calibrate(calibrator, score));
  const column = (name: string) => {
    const feature = rows.names.indexOf(name);
    return Float64Array.from(rows.values, (row) => row[feature] ?? Number.NaN).map((value) =>
      Number.isNaN(value) ? 1e6 : value,
    );
  };
  const orders = ["days_since_last", "events_30d", "days_since_goal"].map((name) => rocAuc(column(name), rows.labels));
  return {
    auc: rocAuc(scores, rows.labels),
    calibrationError: calibrationError(probabilities, rows.labels),
    logLoss: logLoss(probabilities, rows.labels),
    baseRate: meanOf(rows.labels),
    people: rows.labels.length,
    learnedRows: seen.labels.length,
    trees: trees.forest.roots.length,
    // The best that ordering by one plain figure gives, either way round.
    recency: { auc: Math.max(...orders.map((auc) => Math.max(auc, 1 - auc))) },
    averageRate: { logLoss: logLoss(new Float64Array(rows.labels.length).fill(meanOf(seen.labels)), rows.labels) },
  };
}

function whatIsLacking({ labels }: PropensityRows): string | undefined {
  const reached = labels.reduce((sum, label) => sum + label, 0);
  if (labels.length < MIN_ROWS) return `${labels.length} people with a history, ${MIN_ROWS} are needed`;
  const rarer = Math.min(reached, labels.length - reached);
  if (rarer < MIN_OF_EACH)
    return `${reached} of ${labels.length} people reached it; ${MIN_OF_EACH} must, and as many must not`;
  return undefined;
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
