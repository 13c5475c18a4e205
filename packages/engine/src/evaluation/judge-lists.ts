/** What many lists are like together, whether they hit or not. */
export type ListMetrics = {
  /** Share of all items that are in some list. */
  coverage: number;
  /** Mean of −log2 of the share of users who have an item: bits of surprise (Vargas and Castells, RecSys 2011). */
  novelty: number;
  /** Mean share of users who have a recommended item: popularity bias; lower is less. */
  popularityBias: number;
  /** Gini coefficient of how often items are recommended, 0 (all alike) – 1 (always the same ones). */
  concentration: number;
  /** Mean share of items that two users' lists have in common: sameness. */
  sameness: number;
  /** Mean distance between two items of a list by their categories, 0–1; undefined without categories. */
  diversity: number | undefined;
  /** Mean divergence of a list's categories from the user's history, in nats; 0 is calibrated; undefined without categories. */
  miscalibration: number | undefined;
};

export type JudgedLists = {
  lists: readonly Int32Array[];
  /** What each list's user had before. */
  histories: readonly Int32Array[];
  /** How many users have each item in training. */
  counts: Int32Array;
  users: number;
  /** Categories of each item; items without have none. */
  categoriesOf?: ((item: number) => readonly number[]) | undefined;
};

/** Judges lists of equal wish: O(lists × length²) and O(items log items). */
export function judgeLists({ lists, histories, counts, users, categoriesOf }: JudgedLists): ListMetrics {
  const shown = new Float64Array(counts.length);
  let bits = 0;
  let popularity = 0;
  let places = 0;
  for (const list of lists) {
    for (const item of list) {
      shown[item] = (shown[item] ?? 0) + 1;
      const share = Math.max(counts[item] ?? 0, 0.5) / Math.max(1, users);
      bits -= Math.log2(share);
      popularity += share;
      places += 1;
    }
  }
  const covered = shown.reduce((sum, count) => sum + Number(count > 0), 0);
  return {
    coverage: covered / Math.max(1, counts.length),
    novelty: places === 0 ? 0 : bits / places,
    popularityBias: places === 0 ? 0 : popularity / places,
    concentration: giniOf(shown),
    sameness: samenessOf(shown, lists),
    diversity: categoriesOf && meanOver(lists, (list) => distanceWithin(list, categoriesOf)),
    miscalibration:
      categoriesOf && meanOver(lists, (list, at) => divergence(histories[at] ?? list, list, categoriesOf)),
  };
}

function meanOver(lists: readonly Int32Array[], judge: (list: Int32Array, index: number) => number): number {
  let sum = 0;
  lists.forEach((list, index) => {
    sum += judge(list, index);
  });
  return lists.length === 0 ? 0 : sum / lists.length;
}

function giniOf(values: Float64Array): number {
  const sorted = values.toSorted();
  let weighed = 0;
  let total = 0;
  sorted.forEach((value, rank) => {
    weighed += (rank + 1) * value;
    total += value;
  });
  const count = sorted.length;
  return total === 0 ? 0 : (2 * weighed) / (count * total) - (count + 1) / count;
}

/** Pairs of lists that share an item, over all pairs, by the length of a list. */
function samenessOf(shown: Float64Array, lists: readonly Int32Array[]): number {
  const pairs = (lists.length * (lists.length - 1)) / 2;
  const length = Math.max(1, ...lists.map((list) => list.length));
  const shared = shown.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  return pairs === 0 ? 0 : shared / pairs / length;
}

/** Mean over pairs of 1 − Jaccard index of their categories. */
function distanceWithin(list: Int32Array, categoriesOf: (item: number) => readonly number[]): number {
  let sum = 0;
  let pairs = 0;
  for (let left = 0; left < list.length; left += 1) {
    const own = categoriesOf(list[left] ?? 0);
    for (let right = left + 1; right < list.length; right += 1) {
      const others = categoriesOf(list[right] ?? 0);
      const shared = own.filter((category) => others.includes(category)).length;
      const union = own.length + others.length - shared;
      sum += union === 0 ? 0 : 1 - shared / union;
      pairs += 1;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

/** Kullback–Leibler divergence with the smoothing of Steck, "Calibrated recommendations" (RecSys 2018), α = 0.01. */
function divergence(history: Int32Array, list: Int32Array, categoriesOf: (item: number) => readonly number[]): number {
  const wanted = shareCategories(history, categoriesOf);
  const given = shareCategories(list, categoriesOf);
  let sum = 0;
  for (const [category, share] of wanted) {
    sum += share * Math.log(share / (0.99 * (given.get(category) ?? 0) + 0.01 * share));
  }
  return sum;
}

function shareCategories(items: Int32Array, categoriesOf: (item: number) => readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  for (const item of items) {
    const categories = categoriesOf(item);
    for (const category of categories) {
      shares.set(category, (shares.get(category) ?? 0) + 1 / categories.length / items.length);
    }
  }
  return shares;
}
