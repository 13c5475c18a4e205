/** How many people of a group did something with each item; `total` is the sum over all items, listed or not. */
export type ItemCounts = { total: number; counts: ReadonlyMap<string, number> };

/**
 * Interactions with an item that a group must have, beyond those to be expected, until they and everybody's share of it
 * speak with one voice. By item, not by group: that two of a large group did something rare says as little as that two of
 * a small one did. Chosen on simulated people; 1 to 30 are alike within 3 %.
 */
const SUPPORT = 5;

/**
 * What is popular with somebody of whom nothing is known but the groups they belong to: everybody's share of an item times
 * how much more each group turns to it (naive Bayes), each of these ratios shrunk towards 1 by a gamma prior (DuMouchel,
 * "Bayesian data mining in large frequency tables", The American Statistician 53, 1999). With no groups it is what is
 * popular with everybody. O(items × groups).
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
  return ((counts.get(item) ?? 0) + SUPPORT) / (total * usual + SUPPORT);
}
