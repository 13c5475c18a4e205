import { readFileSync } from "node:fs";
import type { BoostingOptions } from "../src/boosting/options.ts";
import type { TrainingSet } from "../src/boosting/training-set.ts";

/** What `golden/make_boosting.py` wrote for one data set. */
export type Golden = {
  parameters: Record<string, number | string>;
  loss: number;
  scores: number[];
  predictions: number[];
  /** One more number than features: the last is the expected score. */
  contributions: number[][];
  shapValues?: number[][];
  model: string;
  train: TrainingSet;
  heldOut: TrainingSet;
};

type GoldenFile = Omit<Golden, "train" | "heldOut"> & {
  heldOut: number;
  columns: { kind: "numeric" | "categorical"; values: (number | null)[] }[];
  labels: number[];
  groups: number[] | null;
};

/** Reads a golden file, its rows split as the script split them. Tests and benches only. */
export function readGolden(name: string): Golden {
  const path = new URL(`../golden/boosting-${name}.json`, import.meta.url);
  const file: GoldenFile = JSON.parse(readFileSync(path, "utf8")); // written by the script beside it
  const rows = file.labels.length;
  const cut = rows - file.heldOut;
  const groupCut = file.groups === null ? 0 : file.groups.length - file.heldOut / (file.groups[0] ?? 1);
  const slice = (from: number, to: number): TrainingSet => ({
    columns: file.columns.map(({ kind, values }, index) => ({
      name: `f${index}`,
      kind,
      values: Float64Array.from(values.slice(from, to), (value) => value ?? Number.NaN),
    })),
    labels: Float64Array.from(file.labels.slice(from, to)),
    groups:
      file.groups === null
        ? undefined
        : Int32Array.from(from === 0 ? file.groups.slice(0, groupCut) : file.groups.slice(groupCut)),
  });
  return { ...file, train: slice(0, cut), heldOut: slice(cut, rows) };
}

/** Our names for LightGBM's parameters in a golden file. */
export function toOptions(parameters: Golden["parameters"]): Partial<BoostingOptions> {
  const names: Record<string, keyof BoostingOptions> = {
    num_leaves: "leaves",
    num_iterations: "rounds",
    lambda_l1: "lambdaL1",
    lambda_l2: "lambdaL2",
    min_data_per_group: "minCategoryGroupRows",
    lambdarank_truncation_level: "truncationLevel",
    alpha: "quantile",
  };
  const objectives: Record<string, string> = { binary: "logistic", regression: "squared" };
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parameters)) {
    if (key === "objective") options.objective = objectives[String(value)] ?? value;
    else options[names[key] ?? key] = value;
  }
  return options;
}

/** All rows of a set, one after the other. */
export function toRows({ columns, labels }: TrainingSet): Float64Array[] {
  return Array.from(labels, (_, row) => Float64Array.from(columns, ({ values }) => values[row] ?? Number.NaN));
}
