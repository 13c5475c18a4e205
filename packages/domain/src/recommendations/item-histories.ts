import type { RememberedItems } from "@rapport/store/queries/remembered-items";
import { MAX_RECENT_ITEMS } from "../profiles/profile-state.ts";

type ItemState = RememberedItems["recentItems"][number];

/** People of one block: blocks are added as they are needed, so that a few people take little and nothing is copied. */
const BLOCK = 2_048;
/** Different item ids that are kept; actions are few, and their numbers are bytes. */
const MOST = { items: 200_000, actions: 256 } as const;
/** What one history takes: a number of an item, of an action, and a time for each of its entries, and how many there are. */
export const HISTORY_BYTES = MAX_RECENT_ITEMS * (4 + 1 + 8) + 1;

type Block = { sizes: Uint8Array; items: Uint32Array; actions: Uint8Array; times: Float64Array };

/**
 * Histories of many people in typed arrays, by places that the caller gives out: as objects they would take ten times as much, and the
 * garbage collector would visit them all.
 */
export class ItemHistories {
  readonly #blocks: Block[] = [];
  readonly #items = new Numbering(MOST.items);
  readonly #actions = new Numbering(MOST.actions);

  /** Whether there is no number left for another item or action. */
  get isFull(): boolean {
    return this.#items.isFull || this.#actions.isFull;
  }

  /** Writes a history to a place; false where it does not fit, and then nothing is there. */
  write(place: number, entries: readonly ItemState[]): boolean {
    if (entries.length > MAX_RECENT_ITEMS) return false;
    const block = this.#blockOf(place);
    const from = (place % BLOCK) * MAX_RECENT_ITEMS;
    block.sizes[place % BLOCK] = 0;
    for (const [rank, [itemId, action, timeMs]] of entries.entries()) {
      const item = this.#items.numberOf(itemId);
      const act = this.#actions.numberOf(action);
      if (item === undefined || act === undefined) return false;
      block.items[from + rank] = item;
      block.actions[from + rank] = act;
      block.times[from + rank] = timeMs;
    }
    block.sizes[place % BLOCK] = entries.length;
    return true;
  }

  /** The history at a place, as it was written. */
  read(place: number): ItemState[] {
    const { sizes, items, actions, times } = this.#blockOf(place);
    const from = (place % BLOCK) * MAX_RECENT_ITEMS;
    const entries: ItemState[] = [];
    for (let at = from; at < from + (sizes[place % BLOCK] ?? 0); at += 1) {
      entries.push([this.#items.textOf(items[at] ?? 0), this.#actions.textOf(actions[at] ?? 0), times[at] ?? 0]);
    }
    return entries;
  }

  /** Overwrites a place: what an erased person did is nowhere in memory after it. */
  wipe(place: number): void {
    const { sizes, items, actions, times } = this.#blockOf(place);
    const from = (place % BLOCK) * MAX_RECENT_ITEMS;
    const to = from + MAX_RECENT_ITEMS;
    sizes[place % BLOCK] = 0;
    for (const values of [items, actions, times]) values.fill(0, from, to);
  }

  #blockOf(place: number): Block {
    const number = Math.floor(place / BLOCK);
    const known = this.#blocks[number];
    if (known) return known;
    const entries = BLOCK * MAX_RECENT_ITEMS;
    const block = {
      sizes: new Uint8Array(BLOCK),
      items: new Uint32Array(entries),
      actions: new Uint8Array(entries),
      times: new Float64Array(entries),
    };
    this.#blocks[number] = block;
    return block;
  }
}

/** Numbers for texts, in the order of their coming; none for texts beyond a bound. */
class Numbering {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#texts.length === this.#most;
  }

  numberOf(text: string): number | undefined {
    const known = this.#numbers.get(text);
    if (known !== undefined || this.isFull) return known;
    this.#numbers.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  textOf(number: number): string {
    return this.#texts[number] ?? "";
  }
}
