import type { Accumulator, Cells } from "./accumulator.ts";
import { hashText } from "./hash-text.ts";
import { readScalar } from "./matches-conditions.ts";
import type { Observation, Scalar } from "./trait-definition.ts";

/** Distinct values whose frequency is kept, and counts of them over all buckets. */
const MAX_VALUES = 100;
const MAX_COUNTS = 400;

/** Time, message id and value of the event that is first or last. */
type MomentCell = [atMs: number, id: string, value: Scalar];
/** Values as JSON text, each with a number. */
type ValueCell = Record<string, number>;

export function firstOf(property: string | undefined): Accumulator<MomentCell> {
  return { ...moments(property), merge: (cells) => cells.reduce((a, b) => (isBefore(a, b) ? a : b)) };
}

export function lastOf(property: string | undefined): Accumulator<MomentCell> {
  return {
    ...moments(property),
    merge: (cells) => cells.reduce((a, b) => (isBefore(a, b) ? b : a)),
    // While the last one is in the window it is the value; when it leaves, so have all others.
    compact: (cells) => {
      const last = Math.max(...cells.keys());
      for (const bucket of cells.keys()) if (bucket !== last) cells.delete(bucket);
      return false;
    },
  };
}

function moments(property: string | undefined): Pick<Accumulator<MomentCell>, "of" | "read" | "nothing"> {
  return {
    of: (observation) => {
      const { atMs, id } = observation;
      const value = property === undefined ? new Date(atMs).toISOString() : readScalar(observation, property);
      return value === undefined ? undefined : [atMs, id, value];
    },
    read: (cell) => cell[2],
    nothing: null,
  };
}

function isBefore(a: MomentCell, b: MomentCell): boolean {
  return a[0] === b[0] ? a[1] < b[1] : a[0] < b[0];
}

/**
 * The value that most events have; of equals, the one that sorts first. Beyond the bound, those with the smallest hashes
 * are kept: the smallest of a part are the smallest of the whole, so no order of events can change which.
 */
export function mostFrequentOf(property: string): Accumulator<ValueCell> {
  return {
    of: (observation) => valueCell(observation, property, 1),
    merge: (cells) => mergeValues(cells, (x, y) => x + y),
    compact: cutByHash,
    read: (cell) => {
      const [most] = Object.entries(cell).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
      return most ? parseScalar(most[0]) : null;
    },
    nothing: null,
  };
}

/** The distinct values that were seen last, the latest first. */
export function listOf(property: string, limit: number): Accumulator<ValueCell> {
  return {
    of: (observation) => valueCell(observation, property, observation.atMs),
    merge: (cells) => mergeValues(cells, Math.max),
    compact: (cells) => {
      keepLatest(cells, limit);
      return false;
    },
    read: (cell) => latestFirst(cell).map(([key]) => parseScalar(key)),
    nothing: [],
  };
}

function valueCell(observation: Observation, property: string, number: number): ValueCell | undefined {
  const value = readScalar(observation, property);
  return value === undefined ? undefined : { [JSON.stringify(value)]: number };
}

function mergeValues(cells: readonly ValueCell[], combine: (x: number, y: number) => number): ValueCell {
  const merged: ValueCell = {};
  for (const cell of cells) {
    for (const [key, number] of Object.entries(cell)) {
      const own = merged[key];
      merged[key] = own === undefined ? number : combine(own, number);
    }
  }
  return merged;
}

function cutByHash(cells: Cells<ValueCell>): boolean {
  const counts = new Map<string, number>();
  for (const cell of cells.values()) for (const key of Object.keys(cell)) counts.set(key, (counts.get(key) ?? 0) + 1);
  let total = 0;
  const kept = new Set<string>();
  for (const key of [...counts.keys()].sort(compareHashes)) {
    total += counts.get(key) ?? 0;
    if (kept.size >= MAX_VALUES || total > MAX_COUNTS) break;
    kept.add(key);
  }
  if (kept.size === counts.size) return false;
  retain(cells, (key) => kept.has(key));
  return true;
}

/** Each value in its newest bucket only, and of those as many as are asked for. */
function keepLatest(cells: Cells<ValueCell>, limit: number): void {
  const latest = mergeValues([...cells.values()], Math.max);
  const kept = new Map(latestFirst(latest).slice(0, limit));
  retain(cells, (key, atMs) => kept.get(key) === atMs);
}

function retain(cells: Cells<ValueCell>, keeps: (key: string, number: number) => boolean): void {
  for (const [bucket, cell] of cells) {
    const entries = Object.entries(cell).filter(([key, number]) => keeps(key, number));
    if (entries.length === 0) cells.delete(bucket);
    else cells.set(bucket, Object.fromEntries(entries));
  }
}

function latestFirst(cell: ValueCell): [key: string, atMs: number][] {
  return Object.entries(cell).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}

function compareHashes(a: string, b: string): number {
  const [x, y] = [hashText(a), hashText(b)];
  return x[0] - y[0] || x[1] - y[1] || compareText(a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function parseScalar(key: string): Scalar {
  return JSON.parse(key); // what `valueCell` has written
}
