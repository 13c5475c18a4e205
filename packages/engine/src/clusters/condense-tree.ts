import { createGroups } from "./groups.ts";
import type { ReachEdge } from "./reachability-tree.ts";

/**
 * The hierarchy of clusters: rows of a parent, and of a point (below `points`) or a cluster (from there on) that leaves it at a
 * density of `lambdas`, 1 / reach. Clusters are numbered from the root, `points`, downwards.
 */
export type CondensedTree = {
  readonly points: number;
  readonly clusters: number;
  readonly parents: Int32Array;
  readonly children: Int32Array;
  readonly lambdas: Float64Array;
  /** Weight of what leaves. */
  readonly sizes: Float64Array;
};

type Hierarchy = { left: Int32Array; right: Int32Array; reaches: Float64Array; sizes: Float64Array };

/**
 * Single linkage along the edges, then without the branches that are lighter than `minClusterSize` (Campello et al., 2013,
 * §3; McInnes and Healy, 2017, §2.3). O(n log n).
 * @param weights how many each point stands for
 */
export function condenseTree(
  edges: readonly ReachEdge[],
  weights: Float64Array,
  minClusterSize: number,
): CondensedTree {
  const points = weights.length;
  const hierarchy = linkSingly(edges, weights);
  const labels = new Int32Array(2 * points).fill(-1);
  const rows: { parent: number; child: number; lambda: number; size: number }[] = [];
  let clusters = 1;
  // Breadth first, so that a cluster is numbered after its parent.
  let level = [2 * points - 2];
  labels[2 * points - 2] = points;
  while (level.length > 0) {
    const next: number[] = [];
    for (const node of level) {
      const at = node - points;
      if (at < 0) continue;
      const parent = labels[node] ?? points;
      const reach = hierarchy.reaches[at] ?? 0;
      const lambda = reach > 0 ? 1 / reach : Number.POSITIVE_INFINITY;
      const branches = [hierarchy.left[at] ?? 0, hierarchy.right[at] ?? 0];
      const heavy = branches.filter((branch) => (hierarchy.sizes[branch] ?? 0) >= minClusterSize);
      for (const branch of branches) {
        if (!heavy.includes(branch)) {
          for (const child of leavesOf(hierarchy, branch, points)) {
            rows.push({ parent, child, lambda, size: weights[child] ?? 0 });
          }
        } else if (heavy.length === 1) {
          labels[branch] = parent;
          // A point as heavy as a cluster leaves when what it is of falls apart.
          if (branch < points) rows.push({ parent, child: branch, lambda, size: weights[branch] ?? 0 });
        } else {
          const child = points + clusters++;
          labels[branch] = child;
          rows.push({ parent, child, lambda, size: hierarchy.sizes[branch] ?? 0 });
          if (branch < points) rows.push({ parent: child, child: branch, lambda, size: weights[branch] ?? 0 });
        }
      }
      next.push(...heavy);
    }
    level = next;
  }
  return {
    ...{ points, clusters },
    parents: Int32Array.from(rows, ({ parent }) => parent),
    children: Int32Array.from(rows, ({ child }) => child),
    lambdas: Float64Array.from(rows, ({ lambda }) => lambda),
    sizes: Float64Array.from(rows, ({ size }) => size),
  };
}

/** Which nodes become one at which reach: points first, then what they make, in the order of the reach. */
function linkSingly(edges: readonly ReachEdge[], weights: Float64Array): Hierarchy {
  const points = weights.length;
  const [left, right] = [new Int32Array(edges.length), new Int32Array(edges.length)];
  const reaches = new Float64Array(edges.length);
  const sizes = new Float64Array(points + edges.length);
  sizes.set(weights);
  const groups = createGroups(points);
  const nodes = Int32Array.from({ length: points }, (_, i) => i);
  const sorted = edges.toSorted((a, b) => a.reach - b.reach || a.distance - b.distance);
  for (const [i, { a, b, reach }] of sorted.entries()) {
    const [one, other] = [nodes[groups.find(a)] ?? 0, nodes[groups.find(b)] ?? 0];
    [left[i], right[i], reaches[i]] = [one, other, reach];
    sizes[points + i] = (sizes[one] ?? 0) + (sizes[other] ?? 0);
    groups.join(a, b);
    nodes[groups.find(a)] = points + i;
  }
  return { left, right, reaches, sizes };
}

function leavesOf({ left, right }: Hierarchy, node: number, points: number): number[] {
  const leaves: number[] = [];
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next < points) leaves.push(next);
    else open.push(left[next - points] ?? 0, right[next - points] ?? 0);
  }
  return leaves;
}
