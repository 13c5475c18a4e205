import type { Forest } from "./forest.ts";
import { findGaussPoints } from "./gauss-legendre.ts";

/**
 * A tree as edges, made for explaining rows. Edge 0 stands for the root; the two edges of a node are neighbours, the left
 * one odd, and come after the edge that leads to the node.
 */
export type ExplainedTree = {
  edgeCount: number;
  /** Points of the quadrature. */
  points: number;
  expectedValue: number;
  /** Edge that leads to the edge's node; the edge above it with the same feature, or 0. */
  parent: Int32Array;
  above: Int32Array;
  /** Node that the edge leaves, and its feature. */
  node: Int32Array;
  feature: Int32Array;
  /** Value of the leaf at its end, 0 when there is a node. */
  leafValue: Float64Array;
  /**
   * `[(edge × 3 + variant) × points + point]`: factor of the path's product, and weight in the feature's contribution, by
   * whether the row goes along the feature's edges up to here.
   */
  ratios: Float64Array;
  weights: Float64Array;
};

/** An edge while the tree is walked; `share` is the product of the shares of rows along the feature's edges. */
type Edge = { node: number; feature: number; parent: number; above: number; share: number; child: number };

/** Tabulates a tree. O(leaves × depth). @throws RangeError when a node has no training rows */
export function compileTree(forest: Forest, root: number): ExplainedTree {
  const edges: Edge[] = [{ node: -1, feature: -1, parent: -1, above: -1, share: 1, child: root }];
  let longest = 0;
  for (let edge = 0; edge < edges.length; edge += 1) {
    const from = edges[edge];
    if (from === undefined || from.child < 0) continue;
    edges.push(...leaveNode(forest, from.child, edge, edges));
    longest = Math.max(longest, countFeatures(edges, edges.length - 1));
  }
  const tree = allocateTree(edges, Math.max(1, Math.ceil(longest / 2)));
  for (const [edge, { child, parent, above, node, feature }] of edges.entries()) {
    tree.parent[edge] = parent;
    tree.above[edge] = above;
    tree.node[edge] = node;
    tree.feature[edge] = feature;
    tree.leafValue[edge] = child < 0 ? (forest.leafValue[~child] ?? 0) : 0;
  }
  tabulate(tree, edges);
  tree.expectedValue = root < 0 ? (forest.leafValue[~root] ?? 0) : meanOf(forest, root);
  return tree;
}

function leaveNode(forest: Forest, node: number, parent: number, edges: readonly Edge[]): [Edge, Edge] {
  const feature = forest.feature[node] ?? 0;
  let above = parent;
  while (above > 0 && edges[above]?.feature !== feature) above = edges[above]?.parent ?? 0;
  const [left, right] = [forest.left[node] ?? -1, forest.right[node] ?? -1];
  const [leftRows, rightRows] = [rowsAt(forest, left), rowsAt(forest, right)];
  if (!(leftRows > 0 && rightRows > 0))
    throw new RangeError(`No training row went both ways at node ${node}: it cannot be explained`);
  const share = edges[above]?.share ?? 1;
  const edge = { node, feature, parent, above };
  return [
    { ...edge, share: (share * leftRows) / (leftRows + rightRows), child: left },
    { ...edge, share: (share * rightRows) / (leftRows + rightRows), child: right },
  ];
}

/** Different features on the way to the end of an edge. */
function countFeatures(edges: readonly Edge[], edge: number): number {
  let count = 0;
  for (let at = edge; at > 0; at = edges[at]?.parent ?? 0) count += edges[at]?.above === 0 ? 1 : 0;
  return count;
}

function allocateTree(edges: readonly Edge[], points: number): ExplainedTree {
  return {
    edgeCount: edges.length - 1,
    points,
    expectedValue: 0,
    parent: new Int32Array(edges.length),
    above: new Int32Array(edges.length),
    node: new Int32Array(edges.length),
    feature: new Int32Array(edges.length),
    leafValue: new Float64Array(edges.length),
    ratios: new Float64Array(edges.length * 3 * points),
    weights: new Float64Array(edges.length * 3 * points),
  };
}

/**
 * With p = t + (1 − t)·share while the row follows and (1 − t)·share when it does not, an edge multiplies the path by
 * p / p(above), and adds to its feature (o − share) / p minus the same of the edge above, whose part it replaces.
 */
function tabulate(tree: ExplainedTree, edges: readonly Edge[]): void {
  const { nodes, weights } = findGaussPoints(tree.points);
  for (const [edge, { share, above }] of edges.entries()) {
    const aboveShare = edges[above]?.share ?? 1;
    for (let point = 0; point < tree.points; point += 1) {
      const t = nodes[point] ?? 0;
      const weight = weights[point] ?? 0;
      const followed = t + (1 - t) * share;
      const aboveFollowed = t + (1 - t) * aboveShare;
      const at = edge * 3 * tree.points + point;
      const replaced = (1 - aboveShare) / aboveFollowed;
      tree.ratios[at] = followed / aboveFollowed;
      tree.ratios[at + tree.points] = ((1 - t) * share) / aboveFollowed;
      tree.ratios[at + 2 * tree.points] = share / aboveShare;
      tree.weights[at] = weight * ((1 - share) / followed - replaced);
      tree.weights[at + tree.points] = weight * (-1 / (1 - t) - replaced);
      // Left above already: what this edge adds is what it takes back.
      tree.weights[at + 2 * tree.points] = 0;
    }
  }
}

function meanOf(forest: Forest, link: number): number {
  if (link < 0) return forest.leafValue[~link] ?? 0;
  const [left, right] = [forest.left[link] ?? -1, forest.right[link] ?? -1];
  const [leftRows, rightRows] = [rowsAt(forest, left), rowsAt(forest, right)];
  return (meanOf(forest, left) * leftRows + meanOf(forest, right) * rightRows) / (leftRows + rightRows);
}

function rowsAt(forest: Forest, link: number): number {
  return (link < 0 ? forest.leafRows[~link] : forest.nodeRows[link]) ?? 0;
}
