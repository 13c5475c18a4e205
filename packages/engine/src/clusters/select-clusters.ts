import type { CondensedTree } from "./condense-tree.ts";

/** Clusters of a hierarchy that last longest, and how much each point belongs to its own. */
export type Selection = {
  /** Cluster of each point, from 0; −1 where it is noise. */
  labels: Int32Array;
  /** 0 for noise, 1 for what is in the cluster up to its highest density. */
  probabilities: Float64Array;
  /** Density at which each cluster came apart from others, 1 / reach, and the highest that it has. */
  births: number[];
  deaths: number[];
};

/** Excess of mass (Campello et al., 2015): a cluster stands where it lasts longer than all that it falls into. O(n). */
export function selectClusters(tree: CondensedTree): Selection {
  const { points, clusters, parents, children, lambdas } = tree;
  const births = birthsOf(tree);
  const isChosen = chooseByMass(tree, births);
  const labelOf = new Int32Array(clusters).fill(-1);
  let count = 0;
  for (let cluster = 1; cluster < clusters; cluster++) if (isChosen[cluster]) labelOf[cluster] = count++;
  // What lies below a chosen cluster is of it; a parent has a smaller number than its parts.
  for (let row = 0; row < children.length; row++) {
    const [parent, child] = [(parents[row] ?? 0) - points, (children[row] ?? 0) - points];
    if (child >= 0 && labelOf[child] === -1) labelOf[child] = labelOf[parent] ?? -1;
  }
  const deaths = deathsOf(tree);
  const chosen = [...isChosen.keys()].filter((cluster) => isChosen[cluster] === 1);
  const labels = new Int32Array(points).fill(-1);
  const probabilities = new Float64Array(points);
  for (let row = 0; row < children.length; row++) {
    const point = children[row] ?? 0;
    if (point >= points) continue;
    const label = labelOf[(parents[row] ?? 0) - points] ?? -1;
    labels[point] = label;
    if (label === -1) continue;
    const death = deaths[chosen[label] ?? 0] ?? 0;
    const lambda = lambdas[row] ?? 0;
    probabilities[point] = death === 0 || lambda === Number.POSITIVE_INFINITY ? 1 : Math.min(lambda, death) / death;
  }
  return {
    labels,
    probabilities,
    births: chosen.map((cluster) => births[cluster] ?? 0),
    deaths: chosen.map((cluster) => deaths[cluster] ?? 0),
  };
}

function birthsOf({ points, clusters, children, lambdas }: CondensedTree): Float64Array {
  const births = new Float64Array(clusters);
  for (let row = 0; row < children.length; row++) {
    const child = (children[row] ?? 0) - points;
    if (child >= 0) births[child] = lambdas[row] ?? 0;
  }
  return births;
}

/** The highest density of each cluster that still is one. */
function deathsOf({ points, clusters, parents, lambdas }: CondensedTree): Float64Array {
  const deaths = new Float64Array(clusters);
  for (let row = 0; row < parents.length; row++) {
    const parent = (parents[row] ?? 0) - points;
    deaths[parent] = Math.max(deaths[parent] ?? 0, lambdas[row] ?? 0);
  }
  return deaths;
}

function chooseByMass(tree: CondensedTree, births: Float64Array): Uint8Array {
  const { points, clusters, parents, children, lambdas, sizes } = tree;
  const stabilities = new Float64Array(clusters);
  const parts = Array.from({ length: clusters }, (): number[] => []);
  for (let row = 0; row < children.length; row++) {
    const [parent, child] = [(parents[row] ?? 0) - points, (children[row] ?? 0) - points];
    const lasted = ((lambdas[row] ?? 0) - (births[parent] ?? 0)) * (sizes[row] ?? 0);
    stabilities[parent] = (stabilities[parent] ?? 0) + lasted;
    if (child >= 0) parts[parent]?.push(child);
  }
  const isChosen = new Uint8Array(clusters);
  // From the leaves up; never the root, which would be one cluster of everything.
  for (let cluster = clusters - 1; cluster > 0; cluster--) {
    const below = (parts[cluster] ?? []).reduce((sum, part) => sum + (stabilities[part] ?? 0), 0);
    if (below > (stabilities[cluster] ?? 0)) stabilities[cluster] = below;
    else {
      isChosen[cluster] = 1;
      const open = [...(parts[cluster] ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        isChosen[next] = 0;
        open.push(...(parts[next] ?? []));
      }
    }
  }
  return isChosen;
}
