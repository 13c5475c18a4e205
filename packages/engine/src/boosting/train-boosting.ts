import { createRandom } from "../random.ts";
import type { BinnedRows } from "./binned-rows.ts";
import { binRows } from "./binned-rows.ts";
import type { BoostedModel } from "./boosted-model.ts";
import { createObjective } from "./create-objective.ts";
import type { Forest } from "./forest.ts";
import { findLeaf, joinForests } from "./forest.ts";
import type { GrowingLeaf } from "./grow-tree.ts";
import { growTree } from "./grow-tree.ts";
import type { KernelChoice } from "./histogram-kernel.ts";
import { meanLoss } from "./loss.ts";
import type { Objective } from "./objective.ts";
import type { BoostingOptions } from "./options.ts";
import { completeOptions } from "./options.ts";
import { createRowSampler, drawFeatures } from "./sample-rows.ts";
import type { FeatureColumn, TrainingSet } from "./training-set.ts";
import { checkTrainingSet } from "./training-set.ts";

/** What a run may be given besides its data. */
export type TrainingExtras = {
  /** Same features as the training set; its loss is followed, and stops the run early when asked to. */
  validation?: TrainingSet;
  /** Called after each tree; returning false ends the run with the trees so far. */
  onTree?: (tree: number, validationLoss: number | undefined) => boolean | undefined;
  kernel?: KernelChoice;
};

/** The model, and the validation loss after each tree (empty without a validation set). */
export type TrainedBoosting = { model: BoostedModel; validationLosses: readonly number[] };

/**
 * Trains gradient-boosted trees (Friedman 2001) on histograms, leaf by leaf, with the meanings and defaults of LightGBM (Ke et
 * al., NeurIPS 2017). Missing values choose their side of each split; the same seed gives the same model. O(trees × rows ×
 * features), synchronous: run it in a worker where a pause matters.
 * @throws RangeError naming the option, feature or label that is out of range
 */
export function trainBoosting(
  set: TrainingSet,
  given: Partial<BoostingOptions>,
  extras: TrainingExtras = {},
): TrainedBoosting {
  const options = completeOptions(given);
  checkTrainingSet(set, options);
  if (extras.validation !== undefined) checkTrainingSet(extras.validation, options);
  const objective = createObjective(set, options);
  const run = startRun(set, options, objective, extras.kernel);
  const watch = extras.validation && watchValidation(extras.validation, options, objective.baseScore);
  const trees: Forest[] = [];
  while (trees.length < options.rounds) {
    const tree = growNext(run, trees.length);
    if (tree === undefined) break;
    trees.push(tree);
    const loss = watch?.follow(tree);
    if (watch?.isStale() || extras.onTree?.(trees.length, loss) === false) break;
  }
  const kept = options.earlyStoppingRounds > 0 && watch ? trees.slice(0, watch.bestTrees()) : trees;
  return {
    model: {
      objective: options.objective,
      featureNames: set.columns.map(({ name }) => name),
      baseScore: objective.baseScore,
      forest: joinForests(kept),
    },
    validationLosses: watch?.losses ?? [],
  };
}

/** What one run carries from tree to tree. */
type Run = {
  set: TrainingSet;
  options: BoostingOptions;
  objective: Objective;
  binned: BinnedRows;
  monotone: Int8Array;
  scores: Float64Array;
  sampleRows: (tree: number) => number;
  sampleFeatures: () => number[];
};

function startRun(set: TrainingSet, options: BoostingOptions, objective: Objective, kernel?: KernelChoice): Run {
  const binned = binRows(set.columns, options, kernel);
  const random = createRandom(options.seed);
  const sampler = createRowSampler(binned, options, random);
  return {
    set,
    options,
    objective,
    binned,
    monotone: Int8Array.from(set.columns, ({ name }) => options.monotone[name] ?? 0),
    scores: startScores(set, objective.baseScore),
    sampleRows: sampler,
    sampleFeatures: () => drawFeatures(set.columns.length, options.featureFraction, random),
  };
}

function startScores({ labels, startScores: given }: TrainingSet, baseScore: number): Float64Array {
  return Float64Array.from(labels, (_, row) => baseScore + (given?.[row] ?? 0));
}

/** Undefined when no split gains anything any more. */
function growNext(run: Run, trees: number): Forest | undefined {
  const { options, binned, objective, scores } = run;
  objective.derive(scores, binned.gradients);
  const rowCount = run.sampleRows(trees);
  const { leaves, finish } = growTree({
    binned,
    options,
    monotone: run.monotone,
    features: run.sampleFeatures(),
    rowCount,
  });
  // A tree without a split may be bad luck of the draw, but not when every tree sees the same.
  if (leaves.length === 1 && options.featureFraction === 1 && rowCount === binned.rowCount) return undefined;
  const outputs = Float64Array.from(leaves, (leaf) => options.learningRate * refit(run, leaf));
  for (const [leaf, { range }] of leaves.entries()) {
    const output = outputs[leaf] ?? 0;
    for (let index = range.start; index < range.start + range.count; index += 1) {
      const row = binned.rows[index] ?? 0;
      scores[row] = (scores[row] ?? 0) + output;
    }
  }
  const tree = finish(outputs);
  addToOthers(run, tree, rowCount);
  return tree;
}

function refit({ objective, binned, scores }: Run, leaf: GrowingLeaf): number {
  if (objective.refitLeaf === undefined) return leaf.output;
  const { start, count } = leaf.range;
  return objective.refitLeaf(binned.rows.subarray(start, start + count), scores);
}

/** Rows that were left out of the tree get their score from it by its rules. */
function addToOthers({ set, binned, scores }: Run, tree: Forest, rowCount: number): void {
  const features = [...new Set(tree.feature)];
  const values = new Float64Array(set.columns.length);
  for (let index = rowCount; index < binned.rowCount; index += 1) {
    const row = binned.rows[index] ?? 0;
    for (const feature of features) values[feature] = set.columns[feature]?.values[row] ?? Number.NaN;
    scores[row] = (scores[row] ?? 0) + (tree.leafValue[findLeaf(tree, tree.roots[0] ?? 0, values, 0)] ?? 0);
  }
}

/** Follows the loss of a validation set, tree by tree. */
function watchValidation(set: TrainingSet, options: BoostingOptions, baseScore: number) {
  const width = set.columns.length;
  const rows = toRows(set.columns, set.labels.length);
  const scores = startScores(set, baseScore);
  const losses: number[] = [];
  let best = Infinity;
  let bestTrees = 0;
  return {
    losses,
    bestTrees: () => bestTrees,
    isStale: () => options.earlyStoppingRounds > 0 && losses.length - bestTrees >= options.earlyStoppingRounds,
    follow: (tree: Forest): number => {
      for (let row = 0; row < scores.length; row += 1) {
        const leaf = findLeaf(tree, tree.roots[0] ?? 0, rows, row * width);
        scores[row] = (scores[row] ?? 0) + (tree.leafValue[leaf] ?? 0);
      }
      const loss = meanLoss(set, scores, options);
      losses.push(loss);
      if (loss < best) {
        best = loss;
        bestTrees = losses.length;
      }
      return loss;
    },
  };
}

/** Feature values row by row. */
function toRows(columns: readonly FeatureColumn[], rowCount: number): Float64Array {
  const rows = new Float64Array(rowCount * columns.length);
  for (const [feature, { values }] of columns.entries()) {
    for (let row = 0; row < rowCount; row += 1) rows[row * columns.length + feature] = values[row] ?? 0;
  }
  return rows;
}
