import { grownCapacity } from "./capacity.ts";

/** What is known of an item slot. */
export const ITEM_STATE = { free: 0, seen: 1, unavailable: 2, available: 3 } as const;

/**
 * Items by small integer slots, so that everything else can live in typed arrays. A slot is reused only after every
 * trace of its former item is gone.
 */
export type ItemTable = {
  readonly slots: Map<string, number>;
  /** Id by slot; undefined where the slot is free. */
  readonly ids: (string | undefined)[];
  /** One of ITEM_STATE by slot. */
  states: Uint8Array;
  readonly free: number[];
  /** Items of the catalog, available or not. */
  catalogued: number;
  /** Told when a slot gets an item or, as undefined, loses it. */
  onSlot?: ((slot: number, id: string | undefined) => void) | undefined;
};

/** An empty table. */
export function createItemTable(): ItemTable {
  return { slots: new Map(), ids: [], states: new Uint8Array(64), free: [], catalogued: 0 };
}

/** Slot of an item, which becomes a seen one if it was not known. */
export function internItem(table: ItemTable, id: string): number {
  const known = table.slots.get(id);
  if (known !== undefined) return known;
  const slot = table.free.pop() ?? table.ids.length;
  if (slot >= table.states.length) {
    const states = new Uint8Array(grownCapacity(table.states.length, slot + 1));
    states.set(table.states);
    table.states = states;
  }
  table.slots.set(id, slot);
  table.ids[slot] = id;
  table.states[slot] = ITEM_STATE.seen;
  table.onSlot?.(slot, id);
  return slot;
}

/** Sets whether an item is in the catalog and whether it can be had. */
export function setItemState(table: ItemTable, slot: number, state: number): void {
  const was = table.states[slot] ?? ITEM_STATE.free;
  table.catalogued += Number(state > ITEM_STATE.seen) - Number(was > ITEM_STATE.seen);
  table.states[slot] = state;
}

/** Ids of the items of the catalog, available or not. */
export function listCatalogued(table: ItemTable): string[] {
  const isCatalogued = (slot: number) => (table.states[slot] ?? ITEM_STATE.free) > ITEM_STATE.seen;
  return [...table.slots].flatMap(([id, slot]) => (isCatalogued(slot) ? [id] : []));
}

/** Frees a slot; the caller has removed every reference to it. */
export function releaseItem(table: ItemTable, slot: number): void {
  const id = table.ids[slot];
  if (id === undefined) return;
  setItemState(table, slot, ITEM_STATE.free);
  table.slots.delete(id);
  table.ids[slot] = undefined;
  table.free.push(slot);
  table.onSlot?.(slot, undefined);
}

/** Order of items that are otherwise equal: by id, by UTF-16 code unit, the same on every machine. */
export function compareIds(table: ItemTable, left: number, right: number): number {
  const leftId = table.ids[left] ?? "";
  const rightId = table.ids[right] ?? "";
  return leftId < rightId ? -1 : leftId > rightId ? 1 : 0;
}
