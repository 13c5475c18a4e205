import type { BinMapper } from "./bin-mapper.ts";
import type { Forest } from "./forest.ts";
import { DECISION } from "./forest.ts";
import type { Split } from "./split.ts";

/** One tree while it grows. */
export type TreeBuilder = {
  /** Turns a leaf into a node whose left side keeps the leaf's number; the right side gets the next free one. */
  split(leaf: number, split: Split, mapper: BinMapper, rows: number): void;
  /** @param values of the leaves, @param rows in each of them */
  finish(values: Float64Array, rows: Float64Array): Forest;
};

export function createTreeBuilder(): TreeBuilder {
  const nodes: { feature: number; threshold: number; decision: number; gain: number; rows: number }[] = [];
  const left: number[] = [];
  const right: number[] = [];
  /** Where the link to each leaf is kept, so that a node can take its place. */
  const holders: { links: number[]; at: number }[] = [{ links: [~0], at: 0 }];
  const categoryStarts = [0];
  const categoryWords: number[] = [];

  function split(leaf: number, chosen: Split, mapper: BinMapper, rows: number): void {
    const node = nodes.length;
    const holder = holders[leaf];
    if (holder !== undefined) holder.links[holder.at] = node;
    const { threshold, decision } = describe(chosen, mapper);
    nodes.push({ feature: chosen.feature, threshold, decision, gain: chosen.gain, rows });
    left.push(~leaf);
    right.push(~holders.length);
    holders[leaf] = { links: left, at: node };
    holders.push({ links: right, at: node });
  }

  function describe(chosen: Split, mapper: BinMapper): { threshold: number; decision: number } {
    if (mapper.kind === "numeric") {
      const bound = mapper.upperBounds[Math.min(chosen.bin, mapper.upperBounds.length - 1)] ?? Infinity;
      const missing = mapper.hasMissing ? DECISION.nanIsMissing : 0;
      const decision = missing | (chosen.missingLeft ? DECISION.missingLeft : 0);
      return { threshold: bound, decision };
    }
    const words = toWords((chosen.leftBins ?? []).map((bin) => mapper.categories[bin - 1] ?? 0));
    categoryWords.push(...words);
    categoryStarts.push(categoryWords.length);
    return { threshold: categoryStarts.length - 2, decision: DECISION.categorical };
  }

  function finish(values: Float64Array, rows: Float64Array): Forest {
    return {
      roots: Int32Array.of(nodes.length > 0 ? 0 : ~0),
      feature: Int32Array.from(nodes, (node) => node.feature),
      threshold: Float64Array.from(nodes, (node) => node.threshold),
      decision: Uint8Array.from(nodes, (node) => node.decision),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      gain: Float64Array.from(nodes, (node) => node.gain),
      nodeRows: Float64Array.from(nodes, (node) => node.rows),
      leafValue: values,
      leafRows: rows,
      categoryStarts: Int32Array.from(categoryStarts),
      categoryWords: Uint32Array.from(categoryWords),
    };
  }

  return { split, finish };
}

function toWords(categories: readonly number[]): number[] {
  const words = new Array<number>(Math.trunc(Math.max(0, ...categories) / 32) + 1).fill(0);
  for (const category of categories) {
    const word = Math.trunc(category / 32);
    words[word] = ((words[word] ?? 0) | (1 << (category % 32))) >>> 0;
  }
  return words;
}
