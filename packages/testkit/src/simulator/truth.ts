import type { Memory } from "./session.ts";
import type { SimulatedMessage } from "./tape.ts";
import type { Visitor } from "./visitor.ts";
import { createVisitor } from "./visitor.ts";
import type { Mind, World } from "./world.ts";
import { isAvailable, nextItemDistribution } from "./world.ts";

const TOP_CATEGORIES = 3;
const TOP_ITEMS = 10;

/** What one person really is, to judge what was learned about them. */
export type PersonTruth = {
  /** Ids of the devices that the person was seen on or could have been. */
  anonymousIds: string[];
  /** Null as long as the person has not signed in. */
  userId: string | null;
  cold: boolean;
  /** Affinity per category; sums to 1. */
  taste: Record<string, number>;
  topCategories: string[];
  lastItemId: string | null;
  /** The likeliest next items had the last visit gone on, with their true probabilities. */
  nextItems: { itemId: string; probability: number }[];
};

/** Plain JSON. */
export type SimulationTruth = {
  seed: number;
  startsAt: string;
  endsAt: string;
  messages: number;
  /** Messages by event name; pages and identifies under their type. */
  counts: Record<string, number>;
  categories: string[];
  /** Zipf weight of each item, heaviest first. */
  popularity: { itemId: string; weight: number }[];
  /** Items planted to follow an item, likeliest first. */
  successors: Record<string, string[]>;
  coldItems: { itemId: string; availableFrom: string }[];
  /** anonymousId of each planted newcomer. */
  coldVisitors: string[];
  people: PersonTruth[];
};

/** What a run leaves behind, in flat arrays so that a hundred thousand visitors cost a few megabytes. */
export type Ledger = {
  messages: number;
  counts: Map<string, number>;
  joined: Uint8Array;
  lastItem: Int32Array;
  focus: Int32Array;
  /** Taste at the end of the last visit, one row per visitor. */
  tastes: Float64Array;
};

export function createLedger(visitors: number, categories: number): Ledger {
  return {
    messages: 0,
    counts: new Map(),
    joined: new Uint8Array(visitors),
    lastItem: new Int32Array(visitors).fill(-1),
    focus: new Int32Array(visitors).fill(-1),
    tastes: new Float64Array(visitors * categories),
  };
}

export function noteMessage(ledger: Ledger, message: SimulatedMessage): void {
  const name = message.event ?? message.type;
  ledger.messages += 1;
  ledger.counts.set(name, (ledger.counts.get(name) ?? 0) + 1);
}

export function noteVisit(ledger: Ledger, visitor: Visitor, { mind, signedInOn }: Memory): void {
  ledger.joined[visitor.index] = signedInOn.size > 0 ? 1 : 0;
  ledger.lastItem[visitor.index] = mind.lastItem;
  ledger.focus[visitor.index] = mind.focus;
  ledger.tastes.set(mind.taste, visitor.index * mind.taste.length);
}

export function describeTruth(world: World, ledger: Ledger): SimulationTruth {
  const { catalog, seed, startMs, visitors } = world.options;
  const people = Array.from({ length: visitors }, (_, index) => describePerson(world, ledger, index));
  const idOf = (item: number) => catalog[item]?.id ?? "";
  const late = catalog.map((_, item) => item).filter((item) => !isAvailable(world, item, startMs));
  return {
    seed,
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(world.endMs).toISOString(),
    messages: ledger.messages,
    counts: Object.fromEntries([...ledger.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    categories: world.categories,
    popularity: rankByValue(world.weights).map((item) => ({ itemId: idOf(item), weight: world.weights[item] ?? 0 })),
    successors: Object.fromEntries(world.successors.map((items, from) => [idOf(from), items.map(idOf)])),
    coldItems: late.map((item) => ({
      itemId: idOf(item),
      availableFrom: new Date(world.availableFrom[item] ?? 0).toISOString(),
    })),
    coldVisitors: people.filter(({ cold }) => cold).flatMap(({ anonymousIds }) => anonymousIds.slice(0, 1)),
    people,
  };
}

function describePerson(world: World, ledger: Ledger, index: number): PersonTruth {
  const { categories, options } = world;
  const visitor = createVisitor(options, categories.length, index);
  const lastItem = ledger.lastItem[index] ?? -1;
  const chances = nextChances(world, ledger, index);
  const nameOf = (category: number) => categories[category] ?? "";
  const nextItems = rankByValue(chances).slice(0, TOP_ITEMS);
  return {
    anonymousIds: visitor.devices.map(({ anonymousId }) => anonymousId),
    userId: ledger.joined[index] === 1 ? visitor.userId : null,
    cold: visitor.cold,
    taste: Object.fromEntries(categories.map((name, category) => [name, visitor.taste[category] ?? 0])),
    topCategories: rankByValue(visitor.taste).slice(0, TOP_CATEGORIES).map(nameOf),
    lastItemId: options.catalog[lastItem]?.id ?? null,
    nextItems: nextItems.map((item) => ({ itemId: options.catalog[item]?.id ?? "", probability: chances[item] ?? 0 })),
  };
}

/** Probability of each item to be what a person would have viewed next, had their last visit gone on; sums to 1. */
export function nextChances(world: World, ledger: Ledger, index: number): Float64Array {
  const size = world.categories.length;
  const mind: Mind = {
    lastItem: ledger.lastItem[index] ?? -1,
    focus: ledger.focus[index] ?? -1,
    taste: ledger.tastes.slice(index * size, (index + 1) * size),
  };
  return nextItemDistribution(world, mind, world.endMs);
}

/** Probability of each item to be the first that a person views in a new visit; sums to 1. */
export function firstChances(world: World, index: number): Float64Array {
  const { taste } = createVisitor(world.options, world.categories.length, index);
  return nextItemDistribution(world, { taste, focus: -1, lastItem: -1 }, world.endMs);
}

/** Indexes by value, largest first; equal values keep their order. */
function rankByValue(values: Float64Array): number[] {
  return Array.from(values, (_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
}
