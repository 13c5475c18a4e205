/** A scored item on its way into a list. */
export type ListItem = {
  id: string;
  /** ≥ 0; higher is better. */
  score: number;
  /** Most general first. */
  categories: readonly string[];
};

export type RerankOptions = {
  limit: number;
  /** 0 keeps the order of the scores, 1 looks at variety only. */
  diversity: number;
  /** At most `max` items that have the same category at `level`. */
  caps: readonly { level: number; max: number }[];
  /** Proportions of most general categories that the list should have, summing to 1, and how much they weigh, 0–1. */
  calibration?: { weight: number; shares: ReadonlyMap<string, number> };
};

/** Mixed into the list's proportions, so that a category that it lacks does not make the divergence infinite (Steck 2018). */
const SMOOTHING = 0.01;

/**
 * The order in which items stand in a list: item after item, the one with the highest value beside what stands already.
 * Variety by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) over categories; proportions by the
 * divergence of Steck, "Calibrated recommendations" (RecSys 2018); caps leave out what is full. Equal ones keep their
 * order, and with everything at 0 the order is that of the scores. O(limit · items · categories).
 * @param items best first
 * @returns at most `limit` items; fewer only where caps leave no more
 */
export function rerankList<T extends ListItem>(items: readonly T[], options: RerankOptions): T[] {
  const { limit, diversity, calibration } = options;
  const waiting = enlist(items);
  const caps = createCaps(options.caps);
  const counts = new Map<string, number>();
  const taken: T[] = [];
  while (taken.length < limit) {
    let chosen = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (waiting.isTaken[index] === 1 || item === undefined || caps.isFull(item)) continue;
      const varied = (1 - diversity) * at(waiting.relevance, index) - diversity * at(waiting.closest, index);
      const value = calibration
        ? (1 - calibration.weight) * varied - calibration.weight * divergence(calibration.shares, counts, item)
        : varied;
      if (value <= highest) continue;
      highest = value;
      chosen = index;
    }
    const item = items[chosen];
    if (!item) return taken;
    taken.push(item);
    waiting.isTaken[chosen] = 1;
    caps.add(item);
    const top = item.categories[0] ?? "";
    counts.set(top, (counts.get(top) ?? 0) + 1);
    if (diversity > 0) noteCloseness(waiting, chosen);
  }
  return taken;
}

/** What is known of items that wait for their places, by their order: numbers beside numbers, because they are compared thousands of times. */
type WaitingItems = {
  relevance: Float64Array;
  /** Likeness to the nearest of those that stand already. */
  closest: Float64Array;
  lengths: Float64Array;
  isTaken: Uint8Array;
  /** Categories as numbers. */
  categories: readonly (readonly number[])[];
};

function enlist(items: readonly ListItem[]): WaitingItems {
  const best = items.reduce((highest, { score }) => Math.max(highest, score), 0) || 1;
  if (numbers.size > MOST_NUMBERS) {
    numbers = new Map();
    numbered = new WeakMap();
  }
  const levels = items.map(({ categories }) => numbersOf(categories));
  return {
    relevance: Float64Array.from(items, ({ score }) => score / best),
    closest: new Float64Array(items.length),
    lengths: Float64Array.from(levels, lengthOf),
    isTaken: new Uint8Array(items.length),
    categories: levels,
  };
}

/** Categories as numbers, of any catalog, and those of the lists that were seen: the same items are listed thousands of times. */
let numbers = new Map<string, number>();
let numbered = new WeakMap<readonly string[], readonly number[]>();
const MOST_NUMBERS = 100_000;

function numbersOf(categories: readonly string[]): readonly number[] {
  const known = numbered.get(categories);
  if (known) return known;
  const made = categories.map((category) => {
    const number = numbers.get(category) ?? numbers.size;
    numbers.set(category, number);
    return number;
  });
  numbered.set(categories, made);
  return made;
}

/** One item more stands: what is like it has somebody closer. */
function noteCloseness({ closest, lengths, isTaken, categories }: WaitingItems, taken: number): void {
  const own = categories[taken] ?? [];
  for (let index = 0; index < closest.length; index += 1) {
    if (isTaken[index] === 1) continue;
    const shared = sharedBy(categories[index] ?? [], own);
    if (shared === 0) continue;
    closest[index] = Math.max(at(closest, index), shared / (at(lengths, index) * at(lengths, taken)));
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function createCaps(caps: RerankOptions["caps"]) {
  const counts = caps.map(() => new Map<string, number>());
  return {
    // A loop, because this is asked of every item for every place, and a callback is an object each time.
    isFull: ({ categories }: ListItem): boolean => {
      for (let index = 0; index < caps.length; index += 1) {
        const { level, max } = caps[index] ?? { level: 0, max: 0 };
        if (level < categories.length && (counts[index]?.get(categories[level] ?? "") ?? 0) >= max) return true;
      }
      return false;
    },
    add: ({ categories }: ListItem) => {
      caps.forEach(({ level }, index) => {
        const category = categories[level] ?? "";
        counts[index]?.set(category, (counts[index]?.get(category) ?? 0) + 1);
      });
    },
  };
}

/** KL(wanted ‖ list with the item in it): 0 where the proportions are those wanted. */
function divergence(wanted: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>, item: ListItem): number {
  let size = 1;
  for (const count of counts.values()) size += count;
  let sum = 0;
  for (const [category, share] of wanted) {
    if (share === 0) continue;
    const count = (counts.get(category) ?? 0) + Number((item.categories[0] ?? "") === category);
    sum += share * Math.log(share / ((1 - SMOOTHING) * (count / size) + SMOOTHING * share));
  }
  return sum;
}

/** What two items share of their categories, where the k-th level counts k-fold: sharing "Knives" says more than sharing "Kitchen". */
function sharedBy(left: readonly number[], right: readonly number[]): number {
  let shared = 0;
  for (let level = 0; level < left.length; level += 1) {
    shared += (level + 1) * (right.indexOf(left[level] ?? -1) + 1);
  }
  return shared;
}

/** Of an item without categories it is 1, so that it is like none. */
function lengthOf(categories: readonly number[]): number {
  let squares = 0;
  for (let level = 1; level <= categories.length; level += 1) squares += level * level;
  return Math.sqrt(squares) || 1;
}
