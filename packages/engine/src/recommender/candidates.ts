import { grownCapacity } from "./capacity.ts";
import type { GeneratorName } from "./options.ts";

/**
 * The candidates of one query with one score column per generator. Columns are dense by item slot and wiped entry by
 * entry, so a query costs what it touches. Reused from query to query; a recommender answers one at a time.
 */
export type CandidateSet = {
  columns: Record<GeneratorName, Float64Array>;
  /** 1 where the item of the slot may be returned by this query. */
  eligible: Uint8Array;
  member: Uint8Array;
  slots: Int32Array;
  count: number;
};

/** From this share of candidates on, wiping whole arrays is faster than wiping entries. */
const DENSE_SHARE = 0.05;

/** An empty set. */
export function createCandidateSet(): CandidateSet {
  return allocate(64);
}

/** Empties the set and makes room for item slots below `capacity`; nothing is eligible after it. */
export function clearCandidates(candidates: CandidateSet, capacity: number): void {
  if (candidates.member.length < capacity) {
    Object.assign(candidates, allocate(grownCapacity(candidates.member.length, capacity)));
    return;
  }
  const arrays = [candidates.member, ...Object.values(candidates.columns)];
  if (candidates.count > candidates.member.length * DENSE_SHARE) {
    for (const array of arrays) array.fill(0);
  } else {
    for (const array of arrays) {
      for (let index = 0; index < candidates.count; index += 1) array[candidates.slots[index] ?? 0] = 0;
    }
  }
  candidates.count = 0;
  candidates.eligible.fill(0);
}

/** Adds to a generator's score of an item, which becomes a candidate; items that are not eligible are passed over. */
export function addCandidate(candidates: CandidateSet, column: Float64Array, slot: number, score: number): void {
  if (candidates.eligible[slot] !== 1) return;
  if (candidates.member[slot] === 0) {
    candidates.member[slot] = 1;
    candidates.slots[candidates.count] = slot;
    candidates.count += 1;
  }
  column[slot] = (column[slot] ?? 0) + score;
}

function allocate(capacity: number): CandidateSet {
  const column = () => new Float64Array(capacity);
  return {
    columns: {
      transitions: column(),
      content: column(),
      popularity: column(),
      ease: column(),
      factors: column(),
      sessions: column(),
    },
    eligible: new Uint8Array(capacity),
    member: new Uint8Array(capacity),
    slots: new Int32Array(capacity),
    count: 0,
  };
}
