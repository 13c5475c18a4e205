import { typicalRatio } from "../recommender/strangers.ts";
import type { InteractionTable } from "./interactions.ts";
import { keepEntries } from "./interactions.ts";

/** People of one network whose interaction with one item counts. */
const PER_NETWORK = 6;
/** Strangers who count for an item that no known person has touched. */
const SPARE = 2;
/** Interactions after which somebody who does more is not more credible. */
const ENOUGH_ELSE = 20;
/** Known people that an item needs to say how many strangers come with them. */
const LEAST_KNOWN = 5;

/** Network that an entry of the table came from: from 1 on, 0 for an unknown one, −1 where somebody vouches for the person. */
type NetworkOf = Int32Array;

/**
 * Leaves out what strangers say of an item beyond what known people make likely: of one network only a few count, and all
 * together no more, beside the known ones, than beside those of most items. Those stay who did
 * most else, since a made-up person costs an event for each thing that it does; by lot where they did alike, so that
 * a crowd does not push out the others by coming last. O(entries + items × log items). With too few known people only the first
 * rule holds.
 */
export function trimStrangers(table: InteractionTable, networkOf: NetworkOf): InteractionTable {
  const { items, itemOf } = table;
  const counted = keepFewPerNetwork(table, networkOf);
  const known = new Int32Array(items);
  const claimed = new Int32Array(items);
  for (let entry = 0; entry < itemOf.length; entry += 1) {
    if (counted[entry] === 0) continue;
    const counts = (networkOf[entry] ?? -1) < 0 ? known : claimed;
    counts[itemOf[entry] ?? 0] = (counts[itemOf[entry] ?? 0] ?? 0) + 1;
  }
  const ratios: number[] = [];
  known.forEach((count, item) => {
    if (count >= LEAST_KNOWN) ratios.push((claimed[item] ?? 0) / count);
  });
  const ratio = typicalRatio(ratios);
  if (ratio !== undefined) dropCrowds(table, networkOf, counted, (item) => ratio * (known[item] ?? 0) + SPARE);
  return keepEntries(table, counted);
}

/** Leaves of each item's strangers as many as it may have. */
function dropCrowds(
  { users, items, userOf, itemOf }: InteractionTable,
  networkOf: NetworkOf,
  counted: Uint8Array,
  roomOf: (item: number) => number,
): void {
  const activity = new Int32Array(users);
  for (const user of userOf) activity[user] = (activity[user] ?? 0) + 1;
  const claims: number[][] = Array.from({ length: items }, () => []);
  itemOf.forEach((item, entry) => {
    if (counted[entry] === 1 && (networkOf[entry] ?? -1) >= 0) claims[item]?.push(entry);
  });
  const rank = (entry: number) => Math.min(activity[userOf[entry] ?? 0] ?? 0, ENOUGH_ELSE) + lotOf(entry);
  claims.forEach((entries, item) => {
    const room = Math.ceil(roomOf(item));
    if (entries.length <= room) return;
    entries.sort((left, right) => rank(right) - rank(left));
    for (const entry of entries.slice(room)) counted[entry] = 0;
  });
}

/** 1 by entry where it is of a known person or among the first of its network and item. */
function keepFewPerNetwork({ items, itemOf }: InteractionTable, networkOf: NetworkOf): Uint8Array {
  const seen = new Map<number, number>();
  return Uint8Array.from(itemOf, (item, entry) => {
    const network = networkOf[entry] ?? -1;
    if (network <= 0) return 1;
    const key = network * items + item;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return Number(before < PER_NETWORK);
  });
}

/** A number below 1 that goes by the entry alone: the same data gives the same training. */
function lotOf(entry: number): number {
  const mixed = Math.imul(entry ^ (entry >>> 15), 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0) / 2 ** 32;
}
