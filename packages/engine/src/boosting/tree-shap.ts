import type { BoostedModel } from "./boosted-model.ts";
import type { ExplainedTree } from "./explained-tree.ts";
import { compileTree } from "./explained-tree.ts";
import { goesLeft } from "./forest.ts";

/** What each feature adds to a row's score, against the mean of the training rows. */
export type Explainer = {
  /** Mean score of the training rows, by the rows that each leaf had. */
  readonly expectedScore: number;
  /**
   * Writes one contribution per feature; with `expectedScore` they sum to the row's score (within 1e-9). O(trees × leaves ×
   * depth / 2).
   */
  explain(values: Float64Array, contributions: Float64Array, offset?: number): void;
};

/**
 * Path-dependent Shapley values of a model's score: those of TreeSHAP (Lundberg et al., Nature Machine Intelligence 2020), with
 * the training rows of each node as the distribution.
 *
 * A Shapley value is the integral over t of the marginal contribution when every other feature is known with probability t
 * (Owen, Management Science 1972). Along a path to a leaf that integrand is a product with one factor t·o + (1 − t)·z per
 * feature, so a polynomial of t, which Gauss–Legendre integrates without error at half as many points as the path has
 * features. The products are shared by all leaves below a node, as in Linear TreeSHAP (Yu et al., NeurIPS 2022), and their
 * factors can be tabulated, as only o (does the row go this way?) depends on the row. All weights are positive: nothing
 * cancels, whatever the depth.
 * @throws RangeError when a node of the model says that no training row came by
 */
export function createExplainer(model: BoostedModel): Explainer {
  const trees = Array.from(model.forest.roots, (root) => compileTree(model.forest, root));
  const expectedScore = trees.reduce((sum, tree) => sum + tree.expectedValue, model.baseScore);
  const edges = Math.max(0, ...trees.map((tree) => tree.edgeCount));
  const points = Math.max(1, ...trees.map((tree) => tree.points));
  const scratch = {
    down: new Float64Array((edges + 1) * points),
    up: new Float64Array((edges + 1) * points),
    follows: new Uint8Array(edges + 1),
  };
  return {
    expectedScore,
    explain: (values, contributions, offset = 0) => {
      contributions.fill(0);
      for (const tree of trees) {
        markFollowed(model, tree, values, offset, scratch.follows);
        multiplyDown(tree, scratch);
        sumUp(tree, scratch, contributions);
      }
    },
  };
}

/** Products of the way down and sums of the way up, per edge and point; edge 0 stands for the root. */
type Scratch = { down: Float64Array; up: Float64Array; follows: Uint8Array };

/** Which edges the row goes along, as far as edges above with the same feature are gone along, too. */
function markFollowed(
  model: BoostedModel,
  tree: ExplainedTree,
  values: Float64Array,
  offset: number,
  follows: Uint8Array,
): void {
  follows[0] = 1;
  for (let edge = 1; edge <= tree.edgeCount; edge += 2) {
    const isLeft = goesLeft(model.forest, tree.node[edge] ?? 0, values, offset) ? 1 : 0;
    // Both edges of a node follow each other, and share the edge above with the same feature.
    const above = follows[tree.above[edge] ?? 0] ?? 0;
    follows[edge] = isLeft & above;
    follows[edge + 1] = (1 - isLeft) & above;
  }
}

function multiplyDown(tree: ExplainedTree, { down, up, follows }: Scratch): void {
  const { points, edgeCount, ratios, parent, above, leafValue } = tree;
  down.fill(1, 0, points);
  up.fill(0, 0, points);
  for (let edge = 1; edge <= edgeCount; edge += 1) {
    const from = (parent[edge] ?? 0) * points;
    const to = edge * points;
    const table = (edge * 3 + variantOf(follows, edge, above[edge] ?? 0)) * points;
    const value = leafValue[edge] ?? 0;
    for (let point = 0; point < points; point += 1) {
      const product = (down[from + point] ?? 0) * (ratios[table + point] ?? 0);
      down[to + point] = product;
      up[to + point] = product * value;
    }
  }
}

/** Edges come after their parents, so backwards every edge is complete before it is used. */
function sumUp(tree: ExplainedTree, { up, follows }: Scratch, contributions: Float64Array): void {
  const { points, edgeCount, weights, parent, above, feature } = tree;
  for (let edge = edgeCount; edge > 0; edge -= 1) {
    const variant = variantOf(follows, edge, above[edge] ?? 0);
    const from = edge * points;
    const to = (parent[edge] ?? 0) * points;
    const table = (edge * 3 + variant) * points;
    let sum = 0;
    for (let point = 0; point < points; point += 1) {
      const value = up[from + point] ?? 0;
      sum += value * (weights[table + point] ?? 0);
      up[to + point] = (up[to + point] ?? 0) + value;
    }
    const of = feature[edge] ?? 0;
    contributions[of] = (contributions[of] ?? 0) + sum;
  }
}

/** 0: the row goes along; 1: it leaves the feature's path here; 2: it had left it above. */
function variantOf(follows: Uint8Array, edge: number, above: number): number {
  return 2 - (follows[edge] ?? 0) - (follows[above] ?? 0);
}
