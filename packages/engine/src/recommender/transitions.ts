import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { growFloat32, growFloat64, growInt32, grownCapacity } from "./capacity.ts";
import type { ForwardDecay } from "./forward-decay.ts";
import { advanceLandmark, createForwardDecay, growthAt, presentFactor } from "./forward-decay.ts";
import type { WeighedEntry } from "./history.ts";

/**
 * How often one item follows another, decayed by time. Each item keeps at most `width` successors by Space-Saving
 * (Metwally, Agrawal and El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005):
 * a newcomer to a full row takes the place of the weakest successor and inherits its count as its possible error. So
 * count − error never exceeds the truth, and every successor with more than total / width is in the row. Forward decay
 * keeps that guarantee (Cormode et al. 2009, §IV), since all counts share one scale.
 */
export type Transitions = {
  readonly width: number;
  readonly decay: ForwardDecay;
  /** Row by item slot, −1 without one. */
  rows: Int32Array;
  readonly freeRows: number[];
  rowCount: number;
  /** Stored pairs, all rows together. */
  pairs: number;
  sizes: Int32Array;
  /** Decayed weight of all transitions out of the item of the row. */
  totals: Float64Array;
  /** Entries of row r are at r × width … r × width + sizes[r] − 1. */
  successors: Int32Array;
  counts: Float32Array;
  errors: Float32Array;
};

/** No transitions yet. */
export function createTransitions(width: number, halfLifeMs: number): Transitions {
  return {
    width,
    decay: createForwardDecay(halfLifeMs),
    rows: new Int32Array(64).fill(-1),
    freeRows: [],
    rowCount: 0,
    pairs: 0,
    sizes: new Int32Array(0),
    totals: new Float64Array(0),
    successors: new Int32Array(0),
    counts: new Float32Array(0),
    errors: new Float32Array(0),
  };
}

/** Prepares for transitions at a time. @returns the weight that one transition of that time adds */
export function beginTransitions(transitions: Transitions, timestampMs: number): number {
  const factor = advanceLandmark(transitions.decay, timestampMs);
  if (factor !== 1) {
    for (const sums of [transitions.totals, transitions.counts, transitions.errors]) {
      for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) * factor;
    }
  }
  return growthAt(transitions.decay, timestampMs);
}

/** Adds to the transition between two items. O(width), and the width is small. */
export function addTransition(transitions: Transitions, from: number, to: number, weight: number): void {
  const row = rowOf(transitions, from);
  const { successors, counts, errors, width } = transitions;
  transitions.totals[row] = (transitions.totals[row] ?? 0) + weight;
  const base = row * width;
  const size = transitions.sizes[row] ?? 0;
  const end = base + size;
  for (let index = base; index < end; index += 1) {
    if (successors[index] === to) {
      counts[index] = (counts[index] ?? 0) + weight;
      return;
    }
  }
  if (size < width) {
    transitions.sizes[row] = size + 1;
    transitions.pairs += 1;
    successors[end] = to;
    counts[end] = weight;
    errors[end] = 0;
    return;
  }
  const weakest = findWeakest(counts, base, end);
  const inherited = counts[weakest] ?? 0;
  successors[weakest] = to;
  counts[weakest] = inherited + weight;
  errors[weakest] = inherited;
}

/**
 * Proposes the successors of the history. An item scores the sum over the history of weight × count / (total + support):
 * the probability of the step, shrunk towards nothing while the step has been seen seldom.
 * @returns evidence, 0–1: the history's mean of total / (total + support)
 */
export function proposeSuccessors(
  transitions: Transitions,
  history: readonly WeighedEntry[],
  candidates: CandidateSet,
  input: { support: number; nowMs: number },
): number {
  const { successors, counts, errors, width } = transitions;
  const { eligible, transitions: column } = candidates;
  const support = input.support / presentFactor(transitions.decay, input.nowMs);
  let evidence = 0;
  for (const entry of history) {
    const row = transitions.rows[entry.slot] ?? -1;
    if (row < 0) continue;
    const total = transitions.totals[row] ?? 0;
    const scale = total > 0 ? entry.weight / (total + support) : 0;
    evidence += total * scale;
    const end = row * width + (transitions.sizes[row] ?? 0);
    for (let index = row * width; index < end; index += 1) {
      const sure = (counts[index] ?? 0) - (errors[index] ?? 0);
      if (sure > 0) addCandidate(eligible, column, successors[index] ?? 0, sure * scale);
    }
  }
  return evidence;
}

/** What one history entry adds to the transition score of an item, in the units of `proposeSuccessors`. */
export function transitionPart(
  transitions: Transitions,
  entry: WeighedEntry,
  to: number,
  input: { support: number; nowMs: number },
): number {
  const row = transitions.rows[entry.slot] ?? -1;
  if (row < 0) return 0;
  const { successors, counts, errors, width } = transitions;
  const end = row * width + (transitions.sizes[row] ?? 0);
  for (let index = row * width; index < end; index += 1) {
    if (successors[index] !== to) continue;
    const support = input.support / presentFactor(transitions.decay, input.nowMs);
    const sure = (counts[index] ?? 0) - (errors[index] ?? 0);
    return (entry.weight * sure) / ((transitions.totals[row] ?? 0) + support);
  }
  return 0;
}

/** Removes items on both sides of every transition. O(all pairs). */
export function dropFromTransitions(transitions: Transitions, isDropped: (item: number) => boolean): void {
  for (let item = 0; item < transitions.rows.length; item += 1) {
    const row = transitions.rows[item] ?? -1;
    if (row < 0) continue;
    if (isDropped(item)) releaseRow(transitions, item, row);
    else dropSuccessors(transitions, row, isDropped);
  }
}

function dropSuccessors(transitions: Transitions, row: number, isDropped: (item: number) => boolean): void {
  const { successors, counts, errors, width } = transitions;
  const base = row * width;
  const size = transitions.sizes[row] ?? 0;
  let kept = base;
  for (let index = base; index < base + size; index += 1) {
    const successor = successors[index] ?? 0;
    if (isDropped(successor)) continue;
    successors[kept] = successor;
    counts[kept] = counts[index] ?? 0;
    errors[kept] = errors[index] ?? 0;
    kept += 1;
  }
  transitions.sizes[row] = kept - base;
  transitions.pairs -= base + size - kept;
}

function releaseRow(transitions: Transitions, item: number, row: number): void {
  transitions.pairs -= transitions.sizes[row] ?? 0;
  transitions.sizes[row] = 0;
  transitions.totals[row] = 0;
  transitions.rows[item] = -1;
  transitions.freeRows.push(row);
}

function rowOf(transitions: Transitions, item: number): number {
  if (item >= transitions.rows.length) {
    transitions.rows = growInt32(transitions.rows, grownCapacity(transitions.rows.length, item + 1), -1);
  }
  const known = transitions.rows[item] ?? -1;
  if (known >= 0) return known;
  const row = transitions.freeRows.pop() ?? transitions.rowCount;
  if (row === transitions.rowCount) transitions.rowCount += 1;
  reserveRows(transitions, row + 1);
  transitions.rows[item] = row;
  return row;
}

/** Makes room for a number of rows. */
export function reserveRows(transitions: Transitions, needed: number): void {
  if (needed <= transitions.sizes.length) return;
  const capacity = grownCapacity(transitions.sizes.length, needed);
  const entries = capacity * transitions.width;
  transitions.sizes = growInt32(transitions.sizes, capacity);
  transitions.totals = growFloat64(transitions.totals, capacity);
  transitions.successors = growInt32(transitions.successors, entries);
  transitions.counts = growFloat32(transitions.counts, entries);
  transitions.errors = growFloat32(transitions.errors, entries);
}

function findWeakest(counts: Float32Array, from: number, end: number): number {
  let weakest = from;
  let least = counts[from] ?? 0;
  for (let index = from + 1; index < end; index += 1) {
    const count = counts[index] ?? 0;
    if (count < least) {
      least = count;
      weakest = index;
    }
  }
  return weakest;
}
