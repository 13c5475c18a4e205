import type { Accumulator, Cells } from "./accumulator.ts";
import { hashText } from "./hash-text.ts";
import type { Sketch } from "./hyperloglog.ts";
import { addHash, decodeSketch, emptySketch, encodeSketch, estimateDistinct } from "./hyperloglog.ts";
import { readScalar } from "./matches-conditions.ts";

/** Distinct values of one person that are counted exactly; beyond them a sketch estimates. */
const MAX_EXACT_VALUES = 256;

/** Hashes of the values, or a sketch of them as text. */
type UniqueCell = string[] | string;

/**
 * How many distinct values: exact by hashes to a bound, then HyperLogLog. Over the buckets of a rolling window the
 * registers make a sliding HyperLogLog (Chabchoub & Hébrail, “Sliding HyperLogLog”, 2010): an older bucket keeps a rank
 * only while no newer bucket has one as high.
 */
export function uniqueCountOf(property: string): Accumulator<UniqueCell> {
  return {
    of: (observation) => {
      const value = readScalar(observation, property);
      return value === undefined ? undefined : [encodeHash(hashText(JSON.stringify(value)))];
    },
    merge: mergeCells,
    compact,
    read: (cell) => (typeof cell === "string" ? estimateDistinct(decodeSketch(cell)) : cell.length),
    nothing: 0,
  };
}

function mergeCells(cells: readonly UniqueCell[]): UniqueCell {
  const hashes = new Set<string>();
  const sketches: string[] = [];
  for (const cell of cells) {
    if (typeof cell === "string") sketches.push(cell);
    else for (const hash of cell) hashes.add(hash);
  }
  if (sketches.length === 0) return [...hashes].sort();
  const sketch = toSketch([...hashes]);
  for (const other of sketches.map(decodeSketch)) {
    for (let i = 0; i < sketch.length; i++) sketch[i] = Math.max(sketch[i] ?? 0, other[i] ?? 0);
  }
  return encodeSketch(sketch);
}

function compact(cells: Cells<UniqueCell>): boolean {
  const newestFirst = [...cells.keys()].sort((a, b) => b - a);
  const isSketched = [...cells.values()].some((cell) => typeof cell === "string");
  if (isSketched || !keepNewest(cells, newestFirst)) {
    sketchCells(cells, newestFirst);
    return true;
  }
  return false;
}

/** Each hash in its newest bucket only; false when there are too many to be kept. */
function keepNewest(cells: Cells<UniqueCell>, newestFirst: readonly number[]): boolean {
  const seen = new Set<string>();
  for (const bucket of newestFirst) {
    const fresh = [...(cells.get(bucket) ?? [])].filter((hash) => !seen.has(hash));
    for (const hash of fresh) seen.add(hash);
    if (fresh.length === 0) cells.delete(bucket);
    else cells.set(bucket, fresh);
  }
  return seen.size <= MAX_EXACT_VALUES;
}

function sketchCells(cells: Cells<UniqueCell>, newestFirst: readonly number[]): void {
  const highest = emptySketch();
  for (const bucket of newestFirst) {
    const sketch = toSketch(cells.get(bucket) ?? []);
    let isNeeded = false;
    for (let i = 0; i < sketch.length; i++) {
      const rank = sketch[i] ?? 0;
      if (rank > (highest[i] ?? 0)) {
        highest[i] = rank;
        isNeeded = true;
      } else sketch[i] = 0;
    }
    if (isNeeded) cells.set(bucket, encodeSketch(sketch));
    else cells.delete(bucket);
  }
}

function toSketch(cell: UniqueCell): Sketch {
  if (typeof cell === "string") return decodeSketch(cell);
  const sketch = emptySketch();
  for (const hash of cell) addHash(sketch, ...decodeHash(hash));
  return sketch;
}

function encodeHash([high, low]: [number, number]): string {
  return `${high.toString(36)}.${low.toString(36)}`;
}

function decodeHash(text: string): [high: number, low: number] {
  const [high = "", low = ""] = text.split(".");
  return [Number.parseInt(high, 36), Number.parseInt(low, 36)];
}
