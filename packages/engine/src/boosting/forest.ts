/** Bits of a node's decision, as LightGBM's models have them. */
export const DECISION = { categorical: 1, missingLeft: 2, zeroIsMissing: 4, nanIsMissing: 8 } as const;

/**
 * Trees side by side in typed arrays. A child or a root is the number of an inner node, or, when negative, `~leaf`.
 * Nodes and leaves are numbered through all trees.
 */
export type Forest = {
  roots: Int32Array;
  /** Inner nodes: what is compared, with what, and how. */
  feature: Int32Array;
  /** Numeric: values up to this one go left. Categorical: index into `categoryStarts`. */
  threshold: Float64Array;
  decision: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  /** What the split won, and how many training rows came by. */
  gain: Float64Array;
  nodeRows: Float64Array;
  leafValue: Float64Array;
  leafRows: Float64Array;
  /** Bits of the categories that go left: words `categoryStarts[i]` to `categoryStarts[i + 1]` of `categoryWords`. */
  categoryStarts: Int32Array;
  categoryWords: Uint32Array;
};

/** Values below this are zero to models that take zero for missing. */
const ZERO_WIDTH = 1e-35;

/** The leaf that a row of feature values reaches. O(depth). */
export function findLeaf(forest: Forest, root: number, values: Float64Array, offset: number): number {
  let node = root;
  while (node >= 0)
    node = goesLeft(forest, node, values, offset) ? child(forest.left, node) : child(forest.right, node);
  return ~node;
}

/** Which way a row goes at a node. */
export function goesLeft(forest: Forest, node: number, values: Float64Array, offset: number): boolean {
  const decision = forest.decision[node] ?? 0;
  const value = values[offset + (forest.feature[node] ?? 0)] ?? Number.NaN;
  const threshold = forest.threshold[node] ?? 0;
  // NaN compares false with everything, so the common case needs one comparison.
  if (decision < DECISION.zeroIsMissing && (decision & DECISION.categorical) === 0) {
    return Number.isNaN(value) ? threshold >= 0 : value <= threshold;
  }
  if ((decision & DECISION.categorical) !== 0) return hasCategory(forest, threshold, value);
  if (isMissing(decision, value)) return (decision & DECISION.missingLeft) !== 0;
  return Number.isNaN(value) ? threshold >= 0 : value <= threshold;
}

/** One forest of all trees, in order. */
export function joinForests(parts: readonly Forest[]): Forest {
  const joined = allocateForest(parts);
  const at = { tree: 0, node: 0, leaf: 0, split: 0, word: 0 };
  for (const part of parts) {
    const move = (link: number) => (link >= 0 ? link + at.node : link - at.leaf);
    joined.roots.set(part.roots.map(move), at.tree);
    joined.feature.set(part.feature, at.node);
    joined.threshold.set(
      part.threshold.map((value, node) => (((part.decision[node] ?? 0) & 1) === 1 ? value + at.split : value)),
      at.node,
    );
    joined.decision.set(part.decision, at.node);
    joined.left.set(part.left.map(move), at.node);
    joined.right.set(part.right.map(move), at.node);
    joined.gain.set(part.gain, at.node);
    joined.nodeRows.set(part.nodeRows, at.node);
    joined.leafValue.set(part.leafValue, at.leaf);
    joined.leafRows.set(part.leafRows, at.leaf);
    joined.categoryStarts.set(
      part.categoryStarts.map((start) => start + at.word),
      at.split,
    );
    joined.categoryWords.set(part.categoryWords, at.word);
    at.tree += part.roots.length;
    at.node += part.feature.length;
    at.leaf += part.leafValue.length;
    at.split += part.categoryStarts.length - 1;
    at.word += part.categoryWords.length;
  }
  return joined;
}

function allocateForest(parts: readonly Forest[]): Forest {
  const total = (size: (part: Forest) => number) => parts.reduce((sum, part) => sum + size(part), 0);
  const nodes = total((part) => part.feature.length);
  const leaves = total((part) => part.leafValue.length);
  return {
    roots: new Int32Array(total((part) => part.roots.length)),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    decision: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    gain: new Float64Array(nodes),
    nodeRows: new Float64Array(nodes),
    leafValue: new Float64Array(leaves),
    leafRows: new Float64Array(leaves),
    categoryStarts: new Int32Array(total((part) => part.categoryStarts.length - 1) + 1),
    categoryWords: new Uint32Array(total((part) => part.categoryWords.length)),
  };
}

function child(links: Int32Array, node: number): number {
  return links[node] ?? -1;
}

function isMissing(decision: number, value: number): boolean {
  if ((decision & DECISION.nanIsMissing) !== 0) return Number.isNaN(value);
  return (decision & DECISION.zeroIsMissing) !== 0 && (Number.isNaN(value) || Math.abs(value) <= ZERO_WIDTH);
}

function hasCategory({ categoryStarts, categoryWords }: Forest, split: number, value: number): boolean {
  const category = Math.trunc(value);
  if (!(category >= 0)) return false;
  const word = (categoryStarts[split] ?? 0) + Math.trunc(category / 32);
  return word < (categoryStarts[split + 1] ?? 0) && (((categoryWords[word] ?? 0) >>> (category % 32)) & 1) === 1;
}
