/** How many people of a group did something with each item; `total` is the sum over all items, listed or not. */
export type ItemCounts = { total: number; counts: ReadonlyMap<string, number> };

/**
 * Interactions with an item that a group must have, beyond those to be expected, until they and what is known without them
 * speak with one voice. By item, not by group: that two of a large group did something rare says as little as that two of
 * a small one did. Without categories little is known without them; a category's lift is worth more of them. Chosen on
 * simulated people; half and twice as much are alike within 1 %.
 */
const SUPPORT = { alone: 5, withCategory: 20, ofCategory: 20 } as const;

/**
 * What is popular with somebody of whom nothing is known but the groups they belong to: everybody's share of an item times
 * how much more each group turns to it (naive Bayes). Each of these ratios is shrunk by a gamma prior (DuMouchel, "Bayesian
 * data mining in large frequency tables", The American Statistician 53, 1999): an item's towards its category's, which has
 * many more interactions to be told from, a category's towards 1. With no groups it is what is popular with everybody.
 * O(items × groups).
 * @param categoryOf the category of an item; undefined for one without, whose ratio is shrunk towards 1
 * @returns a score per item, unbounded, comparable within one answer
 */
export function blendGroupPopularity(
  everybody: ItemCounts,
  groups: readonly ItemCounts[],
  categoryOf: (itemId: string) => string | undefined = () => undefined,
): Map<string, number> {
  const scores = new Map<string, number>();
  const items = new Set([...everybody.counts.keys(), ...groups.flatMap(({ counts }) => [...counts.keys()])]);
  const ofCategories = countCategories(everybody, categoryOf);
  const lifts = groups.map((group) => liftCategories(group, everybody.total, ofCategories, categoryOf));
  for (const item of items) {
    // An item that is listed for a group alone: somebody of everybody is of that group.
    const usual = (everybody.counts.get(item) ?? 1) / Math.max(1, everybody.total);
    const category = categoryOf(item);
    let score = usual;
    groups.forEach(({ total, counts }, index) => {
      const prior = category === undefined ? undefined : lifts[index]?.get(category);
      const support = prior === undefined ? SUPPORT.alone : SUPPORT.withCategory;
      score *= liftOf(counts.get(item) ?? 0, total * usual, support, prior);
    });
    scores.set(item, score);
  }
  return scores;
}

function liftOf(count: number, expected: number, support: number, prior = 1): number {
  return (count + support * prior) / (expected + support);
}

function countCategories({ counts }: ItemCounts, categoryOf: (itemId: string) => string | undefined) {
  const totals = new Map<string, number>();
  for (const [item, count] of counts) {
    const category = categoryOf(item);
    if (category !== undefined) totals.set(category, (totals.get(category) ?? 0) + count);
  }
  return totals;
}

/** How much more a group turns to each category than everybody does. */
function liftCategories(
  group: ItemCounts,
  everybody: number,
  usual: ReadonlyMap<string, number>,
  categoryOf: (itemId: string) => string | undefined,
): Map<string, number> {
  const own = countCategories(group, categoryOf);
  const share = group.total / Math.max(1, everybody);
  return new Map(
    [...usual].map(([name, count]) => [name, liftOf(own.get(name) ?? 0, count * share, SUPPORT.ofCategory)]),
  );
}
