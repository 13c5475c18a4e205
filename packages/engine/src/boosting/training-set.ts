import type { BoostingOptions } from "./options.ts";

/** One feature of all rows. A missing value is NaN; a category is a whole number from 0 to 2³¹ − 1. */
export type FeatureColumn = {
  name: string;
  kind: "numeric" | "categorical";
  values: Float64Array;
};

/** Rows to learn from, column by column. */
export type TrainingSet = {
  columns: readonly FeatureColumn[];
  /** 0 or 1 for logistic, counts for poisson, whole grades from 0 to 30 for lambdarank. */
  labels: Float64Array;
  /** Positive; 1 each when absent. */
  weights?: Float64Array | undefined;
  /** Lambdarank only: how many rows each query has, in the order of the rows. */
  groups?: Int32Array | undefined;
  /** Score of each row before the first tree (LightGBM's `init_score`); the model's predictions are what trees add to it. */
  startScores?: Float64Array | undefined;
};

/** @throws RangeError naming what cannot be learned from */
export function checkTrainingSet(set: TrainingSet, options: BoostingOptions): void {
  const rows = set.labels.length;
  if (rows === 0 || set.columns.length === 0) throw new RangeError("Boosting needs at least one row and one feature");
  for (const column of set.columns) {
    if (column.values.length !== rows) {
      throw new RangeError(`Feature "${column.name}" has ${column.values.length} values for ${rows} labels`);
    }
  }
  const names = new Set(set.columns.map(({ name }) => name));
  if (names.size !== set.columns.length) throw new RangeError("Two features have the same name");
  for (const name of Object.keys(options.monotone)) {
    if (!names.has(name)) throw new RangeError(`Boosting option "monotone" names "${name}", which is no feature`);
  }
  if (set.weights !== undefined && set.weights.length !== rows) {
    throw new RangeError(`${set.weights.length} weights for ${rows} rows`);
  }
  if (set.startScores !== undefined && set.startScores.length !== rows) {
    throw new RangeError(`${set.startScores.length} start scores for ${rows} rows`);
  }
  if (set.weights?.some((weight) => !(weight >= 0 && weight < Infinity))) {
    throw new RangeError("A weight must be a finite number that is not negative");
  }
  checkLabels(set, options);
}

function checkLabels(set: TrainingSet, { objective }: BoostingOptions): void {
  const isAllowed = LABEL_RULES[objective];
  const wrong = set.labels.findIndex((label) => !(Number.isFinite(label) && isAllowed(label)));
  if (wrong >= 0) throw new RangeError(`Label ${set.labels[wrong]} of row ${wrong} does not suit "${objective}"`);
  if (objective !== "lambdarank") return;
  const grouped = set.groups?.reduce((sum, size) => sum + size, 0);
  if (grouped !== set.labels.length) {
    throw new RangeError(`Groups cover ${grouped ?? 0} of ${set.labels.length} rows; lambdarank needs all of them`);
  }
}

const LABEL_RULES: Record<BoostingOptions["objective"], (label: number) => boolean> = {
  logistic: (label) => label === 0 || label === 1,
  squared: () => true,
  poisson: (label) => label >= 0,
  quantile: () => true,
  lambdarank: (label) => Number.isInteger(label) && label >= 0 && label <= 30,
};
