import type { BoostedModel } from "./boosted-model.ts";
import type { Forest } from "./forest.ts";
import { DECISION, joinForests } from "./forest.ts";
import type { ObjectiveName } from "./options.ts";

/** LightGBM's names of the objectives that a model can be imported with. */
const OBJECTIVES: Readonly<Record<string, ObjectiveName>> = {
  binary: "logistic",
  regression: "squared",
  poisson: "poisson",
  quantile: "quantile",
  lambdarank: "lambdarank",
};

/** `key=value` lines of one block of the text. */
type Block = ReadonlyMap<string, string>;

/**
 * Reads a model that LightGBM saved as text (`save_model`, version v3 or v4). Predictions equal LightGBM's, since thresholds
 * and leaf values are printed with all their digits. Its first tree carries the base score.
 * @throws RangeError naming what the model has that is not supported here: several classes, linear leaves, random forests,
 * a sigmoid other than 1, other objectives
 */
export function importLightgbm(text: string): BoostedModel {
  const end = text.indexOf("end of trees");
  const blocks = text.slice(0, end < 0 ? undefined : end).split(/\n(?=Tree=)/);
  const header = readBlock(blocks[0] ?? "");
  const featureNames = (header.get("feature_names") ?? "").split(" ").filter(Boolean);
  if (end < 0 || featureNames.length === 0) throw new RangeError("This is no LightGBM text model");
  if (/\baverage_output\b/.test(blocks[0] ?? "")) throw new RangeError("Random forests of LightGBM are not supported");
  if ((header.get("num_tree_per_iteration") ?? "1") !== "1")
    throw new RangeError("Models of several classes are not supported");
  const trees = blocks.slice(1).map((block, index) => readTree(readBlock(block), index, featureNames.length));
  return {
    objective: readObjective(header.get("objective") ?? ""),
    featureNames,
    baseScore: 0,
    forest: joinForests(trees),
  };
}

function readBlock(text: string): Block {
  return new Map(
    text.split("\n").flatMap((line): [string, string][] => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
}

function readObjective(text: string): ObjectiveName {
  const [name = "", ...settings] = text.split(" ");
  const objective = OBJECTIVES[name];
  if (objective === undefined) throw new RangeError(`The LightGBM objective "${name}" is not supported`);
  const sigmoid = settings.find((setting) => setting.startsWith("sigmoid:"))?.slice("sigmoid:".length) ?? "1";
  if (name === "binary" && Number(sigmoid) !== 1)
    throw new RangeError(`A sigmoid of ${sigmoid} is not supported, only 1`);
  if (settings.includes("sqrt")) throw new RangeError("Models of square roots are not supported");
  return objective;
}

function readTree(block: Block, index: number, features: number): Forest {
  if ((block.get("is_linear") ?? "0") !== "0") throw new RangeError("Trees with linear leaves are not supported");
  const leafCount = Number(block.get("num_leaves"));
  const tree: Forest = {
    roots: Int32Array.of(leafCount > 1 ? 0 : ~0),
    feature: Int32Array.from(readNumbers(block, "split_feature")),
    threshold: Float64Array.from(readNumbers(block, "threshold")),
    // The third bit says zero, the fourth NaN: the missing type 1 or 2, shifted left by two.
    decision: Uint8Array.from(readNumbers(block, "decision_type")),
    left: Int32Array.from(readNumbers(block, "left_child")),
    right: Int32Array.from(readNumbers(block, "right_child")),
    gain: Float64Array.from(readNumbers(block, "split_gain")),
    nodeRows: Float64Array.from(readNumbers(block, "internal_count")),
    leafValue: Float64Array.from(readNumbers(block, "leaf_value")),
    leafRows: Float64Array.from(readNumbers(block, "leaf_count")),
    categoryStarts: Int32Array.from(block.has("cat_boundaries") ? readNumbers(block, "cat_boundaries") : [0]),
    categoryWords: Uint32Array.from(readNumbers(block, "cat_threshold")),
  };
  if (leafCount === 1 && tree.leafRows.length === 0) tree.leafRows = Float64Array.of(1);
  checkTree(tree, index, leafCount, features);
  return tree;
}

function readNumbers(block: Block, key: string): number[] {
  const text = block.get(key) ?? "";
  return text === "" ? [] : text.split(" ").map(Number);
}

/** A damaged text must not become a walk without end or a wrong prediction. */
function checkTree(tree: Forest, index: number, leafCount: number, features: number): void {
  const nodes = leafCount - 1;
  const perNode = [tree.feature, tree.threshold, tree.decision, tree.left, tree.right, tree.nodeRows];
  const isWhole =
    leafCount >= 1 &&
    perNode.every((values) => values.length === nodes) &&
    tree.leafValue.length === leafCount &&
    tree.leafRows.length === leafCount &&
    tree.leafValue.every(Number.isFinite) &&
    tree.feature.every((feature) => feature >= 0 && feature < features);
  // Children come after their parent, so every walk ends.
  const isOrdered = [tree.left, tree.right].every((links) =>
    links.every((link, node) => (link >= 0 ? link > node && link < nodes : ~link < leafCount)),
  );
  const splits = tree.categoryStarts.length - 1;
  const hasCategories = tree.threshold.every(
    (value, node) => ((tree.decision[node] ?? 0) & DECISION.categorical) === 0 || (value >= 0 && value < splits),
  );
  if (!isWhole || !isOrdered || !hasCategories) throw new RangeError(`Tree ${index} of the LightGBM model is damaged`);
}
