/** How many people of a group did something with each item; `total` is the sum over all items, listed or not. */
export type ItemCounts = { total: number; counts: ReadonlyMap<string, number> };

/**
 * A group's share of an item is drawn to everybody's as if so many more people had done what everybody does: groups of a
 * handful say little, those of thousands speak for themselves.
 */
const SUPPORT = 50;

/**
 * What is popular with somebody of whom nothing is known but the groups they belong to: everybody's share of an item times
 * how much more each group turns to it (naive Bayes), each group's share shrunk towards everybody's (Zhai and Lafferty, "A study
 * of smoothing methods for language models", Dirichlet prior, SIGIR 2001). With no groups it is what is popular with everybody.
 * O(items × groups).
 * @returns a score per item, unbounded, comparable within one answer
 */
export function blendGroupPopularity(everybody: ItemCounts, groups: readonly ItemCounts[]): Map<string, number> {
  const scores = new Map<string, number>();
  const items = new Set([...everybody.counts.keys(), ...groups.flatMap(({ counts }) => [...counts.keys()])]);
  for (const item of items) {
    // An item that is listed for a group alone: somebody of everybody is of that group.
    const usual = (everybody.counts.get(item) ?? 1) / Math.max(1, everybody.total);
    const lift = groups.reduce((product, group) => product * liftOf(group, item, usual), 1);
    scores.set(item, usual * lift);
  }
  return scores;
}

function liftOf({ total, counts }: ItemCounts, item: string, usual: number): number {
  return ((counts.get(item) ?? 0) + SUPPORT * usual) / ((total + SUPPORT) * usual);
}
