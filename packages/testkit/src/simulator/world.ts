import type { Random } from "@rapport/engine/random";
import { deriveRandom, drawCumulative, drawPermutation, drawWeighted, STREAMS } from "./draws.ts";
import type { SimulatorOptions } from "./options.ts";

const DAY_MS = 86_400_000;
const SUCCESSOR_WEIGHTS = [0.55, 0.3, 0.15];

/** The shop as it really is: what is popular, what follows what, what comes late. Known to the truth, not to Rapport. */
export type World = {
  options: SimulatorOptions;
  endMs: number;
  categories: string[];
  /** Category of each item. */
  categoryOf: Uint16Array;
  /** Zipf weight of each item. */
  weights: Float64Array;
  /** Sum of the weights of each category. */
  categoryMass: Float64Array;
  /** Items of each category, with the running sum of their weights. */
  shelves: { items: number[]; cumulative: Float64Array }[];
  /** The items that tend to be viewed after each item, likeliest first. */
  successors: number[][];
  /** Chances of the category that a taste drifts to, by the category that it drifts from. */
  drift: Float64Array[];
  /** Time from which an item can be seen; −Infinity for most. */
  availableFrom: Float64Array;
};

/** Where one visitor's mind is: what decides the next item. */
export type Mind = {
  /** Affinity per category; sums to 1. */
  taste: Float64Array;
  /** Category looked at last, or −1 at the start of a session. */
  focus: number;
  /** Item looked at last, or −1. */
  lastItem: number;
};

export function createWorld(options: SimulatorOptions): World {
  const random = deriveRandom(options.seed, STREAMS.world, 0);
  const categories = [...new Set(options.catalog.map((item) => item.categories[0] ?? "Other"))];
  const categoryOf = Uint16Array.from(options.catalog, (item) => categories.indexOf(item.categories[0] ?? "Other"));
  const byRank = drawPermutation(random, options.catalog.length);
  const weights = new Float64Array(options.catalog.length);
  byRank.forEach((item, rank) => {
    weights[item] = (rank + 1) ** -options.zipfExponent;
  });
  const shelves = categories.map((_, category) => createShelf(categoryOf, weights, category));
  const world: World = {
    options,
    endMs: options.startMs + options.days * DAY_MS,
    categories,
    categoryOf,
    weights,
    categoryMass: Float64Array.from(shelves, ({ cumulative }) => cumulative[cumulative.length - 1] ?? 0),
    shelves,
    successors: [],
    drift: categories.map((_, from) => categories.map((_, to) => driftChance(random, from, to))).map(toFloat64),
    availableFrom: plantColdItems(options, byRank, random),
  };
  world.successors = options.catalog.map((_, item) => drawSuccessors(world, random, item));
  return world;
}

/** Draws the next item from exactly the distribution that `nextItemDistribution` states; O(log items). */
export function drawNextItem(world: World, random: Random, mind: Mind, nowMs: number): number {
  // Drawing again on a refused item conditions the whole mixture on the allowed ones.
  for (;;) {
    const item = proposeItem(world, random, mind);
    if (item !== mind.lastItem && isAvailable(world, item, nowMs)) return item;
  }
}

/** Probability of each item to be viewed next; sums to 1. */
export function nextItemDistribution(world: World, mind: Mind, nowMs: number): Float64Array {
  const { followProbability, stayProbability } = world.options;
  const chances = new Float64Array(world.weights.length);
  const follow = mind.lastItem >= 0 ? followProbability : 0;
  const stay = mind.focus >= 0 ? stayProbability : 0;
  const categoryShares = tasteShares(world, mind.taste);
  world.shelves.forEach(({ items }, category) => {
    const chance = (1 - stay) * (categoryShares[category] ?? 0) + (category === mind.focus ? stay : 0);
    const perWeight = ((1 - follow) * chance) / (world.categoryMass[category] ?? 1);
    for (const item of items) chances[item] = perWeight * (world.weights[item] ?? 0);
  });
  const following = mind.lastItem >= 0 ? (world.successors[mind.lastItem] ?? []) : [];
  following.forEach((item, place) => {
    chances[item] = (chances[item] ?? 0) + follow * (SUCCESSOR_WEIGHTS[place] ?? 0);
  });
  const allowed = chances.map((chance, item) =>
    item !== mind.lastItem && isAvailable(world, item, nowMs) ? chance : 0,
  );
  const total = allowed.reduce((sum, chance) => sum + chance, 0);
  return allowed.map((chance) => chance / total);
}

/** Moves the session's taste halfway towards a neighbour of the current category: a Markov step on categories. */
export function driftTaste(world: World, random: Random, mind: Mind): void {
  const towards = drawWeighted(random, world.drift[mind.focus] ?? []);
  mind.taste = mind.taste.map((share, category) => share / 2 + (category === towards ? 0.5 : 0));
}

export function isAvailable(world: World, item: number, nowMs: number): boolean {
  return nowMs >= (world.availableFrom[item] ?? 0);
}

function proposeItem(world: World, random: Random, mind: Mind): number {
  const { followProbability, stayProbability } = world.options;
  if (mind.lastItem >= 0 && random.next() < followProbability) {
    return world.successors[mind.lastItem]?.[drawWeighted(random, SUCCESSOR_WEIGHTS)] ?? mind.lastItem;
  }
  const stays = mind.focus >= 0 && random.next() < stayProbability;
  return drawFromShelf(world, random, stays ? mind.focus : drawWeighted(random, tasteShares(world, mind.taste)));
}

/** Taste × size of the category's demand, so that over all visitors an item's share stays its Zipf weight. */
function tasteShares(world: World, taste: Float64Array): Float64Array {
  const shares = taste.map((share, category) => share * (world.categoryMass[category] ?? 0));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function drawFromShelf(world: World, random: Random, category: number): number {
  const shelf = world.shelves[category];
  return shelf?.items[drawCumulative(random, shelf.cumulative)] ?? 0;
}

function createShelf(categoryOf: Uint16Array, weights: Float64Array, category: number): World["shelves"][number] {
  const items: number[] = [];
  categoryOf.forEach((of, item) => {
    if (of === category) items.push(item);
  });
  let sum = 0;
  const cumulative = Float64Array.from(items, (item) => {
    sum += weights[item] ?? 0;
    return sum;
  });
  return { items, cumulative };
}

/** Three different items, most often of the same category, popular ones more often. */
function drawSuccessors(world: World, random: Random, item: number): number[] {
  const found: number[] = [];
  const own = world.categoryOf[item] ?? 0;
  while (found.length < SUCCESSOR_WEIGHTS.length) {
    const category = random.next() < 0.6 ? own : drawWeighted(random, world.categoryMass);
    const candidate = drawFromShelf(world, random, category);
    if (candidate !== item && !found.includes(candidate)) found.push(candidate);
  }
  return found;
}

// Every category has one near neighbour that it drifts to twice as often as a random pair would.
function driftChance(random: Random, from: number, to: number): number {
  if (from === to) return 0;
  return random.next() + (to === from + 1 ? 1 : 0);
}

/** Late items are of middling popularity: popular enough to be wanted once they are there. */
function plantColdItems(options: SimulatorOptions, byRank: Uint32Array, random: Random): Float64Array {
  const availableFrom = new Float64Array(byRank.length).fill(Number.NEGATIVE_INFINITY);
  const middle = [...byRank.subarray(Math.ceil(byRank.length * 0.1), Math.ceil(byRank.length * 0.6))];
  const count = Math.min(middle.length, Math.round(options.coldItemShare * byRank.length));
  for (const place of drawPermutation(random, middle.length).subarray(0, count)) {
    const share = 0.6 + 0.2 * random.next();
    availableFrom[middle[place] ?? 0] = Math.round(options.startMs + share * options.days * DAY_MS);
  }
  return availableFrom;
}

function toFloat64(values: number[]): Float64Array {
  return Float64Array.from(values);
}
