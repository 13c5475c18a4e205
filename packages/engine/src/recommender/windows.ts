import { growFloat32, growFloat64, growInt32, grownCapacity } from "./capacity.ts";

/**
 * The last distinct items of each person, newest first, for as many persons as fit; the one idle longest makes room
 * for a new one. Persons live in slots of flat arrays; a doubly linked list through them keeps the order of use.
 */
export type Windows = {
  readonly size: number;
  readonly maxPersons: number;
  readonly slots: Map<string, number>;
  readonly persons: string[];
  /** Entries of person p are at p × size … p × size + counts[p] − 1. */
  items: Int32Array;
  weights: Float32Array;
  timesMs: Float64Array;
  counts: Uint8Array;
  newer: Int32Array;
  older: Int32Array;
  newest: number;
  oldest: number;
};

/** No persons yet. */
export function createWindows(size: number, maxPersons: number): Windows {
  return {
    size,
    maxPersons,
    slots: new Map(),
    persons: [],
    items: new Int32Array(0),
    weights: new Float32Array(0),
    timesMs: new Float64Array(0),
    counts: new Uint8Array(0),
    newer: new Int32Array(0),
    older: new Int32Array(0),
    newest: -1,
    oldest: -1,
  };
}

/** Slot of a person, now the most recently used one. O(1). */
export function touchPerson(windows: Windows, personId: string): number {
  const known = windows.slots.get(personId);
  if (known !== undefined) {
    if (known !== windows.newest) {
      unlink(windows, known);
      linkNewest(windows, known);
    }
    return known;
  }
  const person = windows.persons.length < windows.maxPersons ? addSlot(windows) : takeOldest(windows);
  windows.persons[person] = personId;
  windows.slots.set(personId, person);
  windows.counts[person] = 0;
  linkNewest(windows, person);
  return person;
}

/** Persons of the windows, the one who did something last first; `most` of them. */
export function latestPersons(windows: Windows, most: number): string[] {
  const persons: string[] = [];
  for (let person = windows.newest; person >= 0 && persons.length < most; person = windows.older[person] ?? -1) {
    persons.push(windows.persons[person] ?? "");
  }
  return persons;
}

/** Empties a person's window: what they do next follows nothing. O(1). */
export function forgetWindow(windows: Windows, personId: string): void {
  const person = windows.slots.get(personId);
  if (person !== undefined) windows.counts[person] = 0;
}

/** Place of an item in a person's window, or −1. */
export function findInWindow(windows: Windows, person: number, item: number): number {
  const base = person * windows.size;
  const count = windows.counts[person] ?? 0;
  for (let index = 0; index < count; index += 1) {
    if (windows.items[base + index] === item) return index;
  }
  return -1;
}

/**
 * Makes an entry the newest of a person's window.
 * @param place where `findInWindow` found the item: that entry moves; −1 adds one and drops the oldest of a full window
 */
export function pushWindow(
  windows: Windows,
  person: number,
  place: number,
  entry: { item: number; weight: number; timestampMs: number },
): void {
  const base = person * windows.size;
  const count = windows.counts[person] ?? 0;
  const last = place >= 0 ? place : Math.min(count, windows.size - 1);
  for (let index = base + last; index > base; index -= 1) {
    windows.items[index] = windows.items[index - 1] ?? 0;
    windows.weights[index] = windows.weights[index - 1] ?? 0;
    windows.timesMs[index] = windows.timesMs[index - 1] ?? 0;
  }
  windows.items[base] = entry.item;
  windows.weights[base] = entry.weight;
  windows.timesMs[base] = entry.timestampMs;
  if (place < 0 && count < windows.size) windows.counts[person] = count + 1;
}

/** Removes items from every window. O(all entries). */
export function dropFromWindows(windows: Windows, isDropped: (item: number) => boolean): void {
  for (let person = 0; person < windows.persons.length; person += 1) {
    const base = person * windows.size;
    const count = windows.counts[person] ?? 0;
    let kept = 0;
    for (let index = base; index < base + count; index += 1) {
      const item = windows.items[index] ?? 0;
      if (isDropped(item)) continue;
      windows.items[base + kept] = item;
      windows.weights[base + kept] = windows.weights[index] ?? 0;
      windows.timesMs[base + kept] = windows.timesMs[index] ?? 0;
      kept += 1;
    }
    windows.counts[person] = kept;
  }
}

function addSlot(windows: Windows): number {
  const person = windows.persons.length;
  if (person >= windows.counts.length) {
    const capacity = Math.min(grownCapacity(windows.counts.length, person + 1), windows.maxPersons);
    windows.items = growInt32(windows.items, capacity * windows.size);
    windows.weights = growFloat32(windows.weights, capacity * windows.size);
    windows.timesMs = growFloat64(windows.timesMs, capacity * windows.size);
    const counts = new Uint8Array(capacity);
    counts.set(windows.counts);
    windows.counts = counts;
    windows.newer = growInt32(windows.newer, capacity, -1);
    windows.older = growInt32(windows.older, capacity, -1);
  }
  windows.persons.push("");
  return person;
}

function takeOldest(windows: Windows): number {
  const person = windows.oldest;
  windows.slots.delete(windows.persons[person] ?? "");
  unlink(windows, person);
  return person;
}

function unlink(windows: Windows, person: number): void {
  const newer = windows.newer[person] ?? -1;
  const older = windows.older[person] ?? -1;
  if (newer >= 0) windows.older[newer] = older;
  else windows.newest = older;
  if (older >= 0) windows.newer[older] = newer;
  else windows.oldest = newer;
}

function linkNewest(windows: Windows, person: number): void {
  windows.newer[person] = -1;
  windows.older[person] = windows.newest;
  if (windows.newest >= 0) windows.newer[windows.newest] = person;
  else windows.oldest = person;
  windows.newest = person;
}
