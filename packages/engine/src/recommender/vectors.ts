import type { DotKernel } from "../linear-algebra/dot-kernel.ts";
import { createDotKernel } from "../linear-algebra/dot-kernel.ts";
import { TILE } from "../linear-algebra/tile-kernel.ts";
import { createRandom } from "../random.ts";
import type { CandidateSet } from "./candidates.ts";
import { addCandidate, highestScore } from "./candidates.ts";
import { grownCapacity } from "./capacity.ts";
import type { WeighedEntry } from "./history.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";

/** A vector of length 1: whole numbers of a byte each, times `scale`. */
type UnitVector = { values: Int8Array; scale: number };

/**
 * Likeness by the vectors that the catalog brings along (of a text or image model). A query looks at all items in 64
 * dimensions and at the nearest of these in all of them, so that an item is found by the next query and nothing is built.
 * Vectors live in the catalog, not in snapshots: whoever restores one sets its items again.
 */
export type Vectors = {
  /** Numbers per vector, as the first one has; 0 without any. Vectors of another length are left out. */
  dimensions: number;
  /** By slot. */
  readonly units: (UnitVector | undefined)[];
  /** Sketches by slot, of length 0 where there is no vector. */
  kernel: DotKernel | undefined;
  /** By dimension, the sketch's dimensions that it goes to and its signs there. */
  sketch: Int8Array;
};

/** Items that are looked at in all dimensions. */
const NEAR = 100;
/**
 * Dimensions of the sketch that each dimension goes to (sparse Johnson–Lindenstrauss; Kane and Nelson, "Sparser
 * Johnson–Lindenstrauss transforms", J. ACM 2014): the error of a cosine is about 1 / √64.
 */
const SPREAD = 8;
const SEED = 64;

/** No vectors. */
export function createVectors(): Vectors {
  return { dimensions: 0, units: [], kernel: undefined, sketch: new Int8Array(0) };
}

/** Gives an item its vector, or takes it away. O(dimensions). */
export function setItemVector(vectors: Vectors, slot: number, given: readonly number[] | null): void {
  const unit = given === null ? undefined : toUnit(given);
  if (unit && vectors.dimensions === 0) {
    vectors.dimensions = unit.values.length;
    vectors.sketch = drawSketch(vectors.dimensions);
  }
  const isOfLength = unit?.values.length === vectors.dimensions;
  if (!isOfLength && vectors.units[slot] === undefined) return;
  vectors.units[slot] = isOfLength ? unit : undefined;
  const row = rowsFor(vectors, slot + 1).vectors.subarray(slot * TILE, (slot + 1) * TILE);
  row.fill(0);
  if (unit && isOfLength) addSketch(vectors, unit, 1, row);
}

/**
 * Proposes the items whose vectors are nearest to the history's, in the column of content: the nearest with as much voice
 * as the best by words, the others as far as they are nearer than the last. O(items × 64 + NEAR × dimensions).
 * @returns the share of the history that has a vector
 */
export function proposeNear(vectors: Vectors, history: readonly WeighedEntry[], candidates: CandidateSet): number {
  const { kernel, units, dimensions } = vectors;
  if (kernel === undefined) return 0;
  const wanted = new Float32Array(dimensions);
  let evidence = 0;
  kernel.query.fill(0);
  for (const { slot, weight } of history) {
    const unit = units[slot];
    if (unit === undefined) continue;
    evidence += weight;
    addSketch(vectors, unit, weight, kernel.query);
    addScaled(unit, weight, wanted);
  }
  if (evidence === 0) return 0;
  const near = createTopK(NEAR, (left, right) => left - right);
  const rough = kernel.multiply(units.length);
  for (let slot = 0; slot < units.length; slot += 1) {
    if (units[slot] && candidates.eligible[slot] === 1) offer(near, slot, rough[slot] ?? 0);
  }
  const scored = takeSorted(near).map(({ slot }) => ({ slot, score: dotUnit(units[slot], wanted) }));
  const least = scored.length < NEAR ? 0 : Math.min(...scored.map(({ score }) => score));
  const most = Math.max(...scored.map(({ score }) => score));
  const voice = (highestScore(candidates.content) || 1) / Math.max(most - least, Number.EPSILON);
  for (const { slot, score } of scored) {
    if (score > least) addCandidate(candidates.eligible, candidates.content, slot, (score - least) * voice);
  }
  return evidence;
}

/** Cosine of two items' vectors, from −1; 0 where one has none. */
export function vectorLikeness({ units }: Vectors, left: number, right: number): number {
  const [one, other] = [units[left], units[right]];
  if (one === undefined || other === undefined) return 0;
  let sum = 0;
  for (let k = 0; k < one.values.length; k += 1) sum += (one.values[k] ?? 0) * (other.values[k] ?? 0);
  return sum * one.scale * other.scale;
}

/** Undefined where the vector has no direction. */
function toUnit(given: readonly number[]): UnitVector | undefined {
  const length = Math.hypot(...given);
  const most = given.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  if (!(length > 0 && Number.isFinite(length))) return undefined;
  const values = Int8Array.from(given, (value) => Math.round((value / most) * 127));
  let squares = 0;
  for (const value of values) squares += value * value;
  return { values, scale: 1 / Math.sqrt(squares) };
}

/** Places 0–63 with the sign in the bit above; vectors of up to 64 dimensions stay as they are. */
function drawSketch(dimensions: number): Int8Array {
  const random = createRandom(SEED);
  if (dimensions <= TILE) return Int8Array.from({ length: dimensions }, (_, dimension) => dimension);
  return Int8Array.from({ length: dimensions * SPREAD }, () => random.int(2 * TILE));
}

function addSketch({ sketch, dimensions }: Vectors, { values, scale }: UnitVector, weight: number, into: Float32Array) {
  const spread = sketch.length / dimensions;
  const factor = (weight * scale) / Math.sqrt(spread);
  for (let entry = 0; entry < sketch.length; entry += 1) {
    const place = sketch[entry] ?? 0;
    const value = (values[Math.floor(entry / spread)] ?? 0) * factor;
    const at = place & (TILE - 1);
    into[at] = (into[at] ?? 0) + (place < TILE ? value : -value);
  }
}

function addScaled({ values, scale }: UnitVector, weight: number, into: Float32Array): void {
  for (let k = 0; k < values.length; k += 1) into[k] = (into[k] ?? 0) + (values[k] ?? 0) * scale * weight;
}

function dotUnit(unit: UnitVector | undefined, other: Float32Array): number {
  let sum = 0;
  if (unit) for (let k = 0; k < other.length; k += 1) sum += (unit.values[k] ?? 0) * (other[k] ?? 0);
  return sum * (unit?.scale ?? 0);
}

function rowsFor(vectors: Vectors, rows: number): DotKernel {
  const { kernel } = vectors;
  const capacity = (kernel?.vectors.length ?? 0) / TILE;
  if (kernel && rows <= capacity) return kernel;
  const grown = createDotKernel(grownCapacity(Math.max(capacity, 64), rows));
  if (kernel) grown.vectors.set(kernel.vectors);
  vectors.kernel = grown;
  return grown;
}
