import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { growFloat32, growFloat64, growInt32, grownCapacity } from "./capacity.ts";
import type { ForwardDecay } from "./forward-decay.ts";
import { advanceLandmark, createForwardDecay, growthAt, presentFactor } from "./forward-decay.ts";
import type { WeighedEntry } from "./history.ts";
import type { Allowance } from "./strangers.ts";

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
  /** The part of each count that strangers have added. */
  claims: Float32Array;
};

/** A stranger's step: what strangers may add, undefined where all counts, and what one step weighs at its time. */
export type Claim = { allowance: Allowance | undefined; unit: number };

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
    claims: new Float32Array(0),
  };
}

/** Prepares for transitions at a time. @returns the weight that one transition of that time adds */
export function beginTransitions(transitions: Transitions, timestampMs: number): number {
  const factor = advanceLandmark(transitions.decay, timestampMs);
  if (factor !== 1) {
    for (const sums of [transitions.totals, transitions.counts, transitions.errors, transitions.claims]) {
      for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) * factor;
    }
  }
  return growthAt(transitions.decay, timestampMs);
}

/**
 * Adds to the transition between two items. O(width), and the width is small.
 * @param claim of a stranger, which counts as far as known people make it likely; absent for a known person
 */
export function addTransition(transitions: Transitions, from: number, to: number, weight: number, claim?: Claim): void {
  const row = rowOf(transitions, from);
  const { counts, errors, claims } = transitions;
  const entry = findPair(transitions, row, to);
  const added = claim ? admitted(transitions, entry, weight, claim) : weight;
  transitions.totals[row] = (transitions.totals[row] ?? 0) + added;
  if (entry >= 0) {
    counts[entry] = (counts[entry] ?? 0) + added;
    if (claim) claims[entry] = (claims[entry] ?? 0) + added;
    return;
  }
  const place = placePair(transitions, row, to);
  const inherited = counts[place] ?? 0;
  counts[place] = inherited + added;
  errors[place] = inherited;
  claims[place] = claim ? added : 0;
}

function admitted(transitions: Transitions, entry: number, weight: number, { allowance, unit }: Claim): number {
  if (allowance === undefined) return weight;
  const [known, claimed] = entry < 0 ? [0, 0] : [knownOf(transitions, entry), transitions.claims[entry] ?? 0];
  const room = allowance.ratio * known + allowance.spare * SPARE_STEP * unit - claimed;
  return Math.max(0, Math.min(weight * allowance.weight, room));
}

/** Of what strangers may say of an item, this part of one of its steps. */
const SPARE_STEP = 0.5;

function knownOf({ counts, errors, claims }: Transitions, entry: number): number {
  return (counts[entry] ?? 0) - (errors[entry] ?? 0) - (claims[entry] ?? 0);
}

/** Holds all that strangers have added so far to and from crowded items against what they may. O(all pairs). */
export function trimClaims(
  transitions: Transitions,
  allowance: Allowance,
  isCrowded: (item: number) => boolean,
  timestampMs: number,
): void {
  const { counts, claims, sizes, totals, width, rows, successors } = transitions;
  const spare = allowance.spare * SPARE_STEP * growthAt(transitions.decay, timestampMs);
  for (let item = 0; item < rows.length; item += 1) {
    const row = rows[item] ?? -1;
    if (row < 0) continue;
    const isFromCrowded = isCrowded(item);
    const end = row * width + (sizes[row] ?? 0);
    for (let entry = row * width; entry < end; entry += 1) {
      const claimed = claims[entry] ?? 0;
      const most = claimed === 0 ? 0 : allowance.ratio * knownOf(transitions, entry) + spare;
      if (claimed <= most || !(isFromCrowded || isCrowded(successors[entry] ?? 0))) continue;
      claims[entry] = most;
      counts[entry] = (counts[entry] ?? 0) - (claimed - most);
      totals[row] = Math.max(0, (totals[row] ?? 0) - (claimed - most));
    }
  }
}

function findPair({ successors, sizes, width }: Transitions, row: number, to: number): number {
  const end = row * width + (sizes[row] ?? 0);
  for (let index = row * width; index < end; index += 1) if (successors[index] === to) return index;
  return -1;
}

/** A new place in the row, with count 0, or that of the weakest successor, with its count. */
function placePair(transitions: Transitions, row: number, to: number): number {
  const { successors, counts, width, sizes } = transitions;
  const base = row * width;
  const end = base + (sizes[row] ?? 0);
  const isFull = end === base + width;
  const place = isFull ? findWeakest(counts, base, end) : end;
  if (!isFull) {
    sizes[row] = end - base + 1;
    transitions.pairs += 1;
    counts[place] = 0;
  }
  successors[place] = to;
  return place;
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
  const { successors, counts, errors, claims, width } = transitions;
  const base = row * width;
  const size = transitions.sizes[row] ?? 0;
  let kept = base;
  for (let index = base; index < base + size; index += 1) {
    const successor = successors[index] ?? 0;
    if (isDropped(successor)) continue;
    successors[kept] = successor;
    counts[kept] = counts[index] ?? 0;
    errors[kept] = errors[index] ?? 0;
    claims[kept] = claims[index] ?? 0;
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
  transitions.claims = growFloat32(transitions.claims, entries);
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
