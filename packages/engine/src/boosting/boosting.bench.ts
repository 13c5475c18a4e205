/**
 * Processor time of training, predicting and explaining, beside LightGBM on one thread when a Python with it is named.
 *   node packages/engine/src/boosting/boosting.bench.ts [rows features trees leaves [python]]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom } from "../random.ts";
import { predictScore } from "./boosted-model.ts";
import type { KernelChoice } from "./histogram-kernel.ts";
import { trainBoosting } from "./train-boosting.ts";
import type { TrainingSet } from "./training-set.ts";
import { createExplainer } from "./tree-shap.ts";

const [rows = 100_000, features = 60, rounds = 100, leaves = 31] = process.argv.slice(2, 6).map(Number);
const python = process.argv[6];
const SEED = 7;

const values = generate();
const cut = Math.floor(rows * 0.9);
const { train, heldOut } = { train: slice(0, cut), heldOut: toRows(cut, rows) };
const peer = python === undefined ? [] : [{ name: "LightGBM, one thread", ...runPeer(python) }];
const ours = (["fastest", "typescript"] as const).map((kernel) => ({
  name: `ours, kernel "${kernel}"`,
  ...measure(kernel),
}));
console.table([...peer, ...ours]);

function measure(kernel: KernelChoice) {
  const training = timed(() => trainBoosting(train, { objective: "squared", rounds, leaves }, { kernel }));
  const { model } = training.result;
  const predicting = timed(() => heldOut.map((row) => predictScore(model, row)));
  const error = predicting.result.reduce(
    (sum, score, row) => sum + (score - (values[features * rows + cut + row] ?? 0)) ** 2,
    0,
  );
  const contributions = new Float64Array(features);
  const explainer = createExplainer(model);
  const explained = heldOut.slice(0, 1000);
  const explaining = timed(() => {
    for (const row of explained) explainer.explain(row, contributions);
  });
  return {
    train: training.seconds,
    rmse: Math.sqrt(error / heldOut.length),
    predictMicros: (predicting.seconds / heldOut.length) * 1e6,
    explainMs: (explaining.seconds / explained.length) * 1e3,
  };
}

function timed<T>(run: () => T): { result: T; seconds: number } {
  const start = process.cpuUsage();
  const result = run();
  const used = process.cpuUsage(start);
  return { result, seconds: (used.user + used.system) / 1e6 };
}

/** Columns of normal values, then the label: linear, periodic, crossed and stepped effects and noise. */
function generate(): Float64Array {
  const random = createRandom(SEED);
  const all = Float64Array.from({ length: rows * (features + 1) }, () => random.normal());
  for (let row = 0; row < rows; row += 1) {
    const x = (feature: number) => all[feature * rows + row] ?? 0;
    const effect = 2 * x(0) + Math.sin(3 * x(1)) + x(2) * x(3) + (x(4) > 0.5 ? 1.5 : 0);
    all[features * rows + row] = effect + 1.2 * x(features);
  }
  return all;
}

function slice(from: number, to: number): TrainingSet {
  const column = (index: number) => values.slice(index * rows + from, index * rows + to);
  const columns = Array.from({ length: features }, (_, index) => ({
    name: `f${index}`,
    kind: "numeric" as const,
    values: column(index),
  }));
  return { columns, labels: column(features) };
}

function toRows(from: number, to: number): Float64Array[] {
  return Array.from({ length: to - from }, (_, index) =>
    Float64Array.from({ length: features }, (_, feature) => values[feature * rows + from + index] ?? 0),
  );
}

function runPeer(command: string): Record<string, number | string> {
  const folder = mkdtempSync(join(tmpdir(), "boosting-bench-"));
  try {
    const file = join(folder, "columns.bin");
    writeFileSync(file, new Uint8Array(values.buffer));
    const script = fileURLToPath(new URL("../../golden/bench_boosting.py", import.meta.url));
    const sizes = [rows, features, rounds, leaves].map(String);
    const output = execFileSync(command, [script, file, ...sizes], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(output.trim().split("\n").at(-1) ?? "{}");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
