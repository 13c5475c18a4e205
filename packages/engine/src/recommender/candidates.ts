import type { ScoreBoard } from "../linear-algebra/score-board.ts";
import { createScoreBoard } from "../linear-algebra/score-board.ts";
import { grownCapacity } from "./capacity.ts";

/** Scores of one generator by item slot, and which slots, the first `count`, it touched: wiping costs what a query has touched. */
export type ScoreColumn = { scores: Float64Array; slots: Int32Array; count: number };

/** Generators that score all items. */
export type DenseGenerator = "popularity" | "ease" | "factors" | "sessions";

/** Scratch of one query: who may be returned, and what the generators say. Reused. */
export type CandidateSet = {
  /** 1 where the item of the slot may be returned by this query. */
  eligible: Uint8Array;
  readonly transitions: ScoreColumn;
  readonly content: ScoreColumn;
  /** By item slot: columns of the board. */
  dense: Record<DenseGenerator, Float32Array>;
  board: ScoreBoard;
};

/** An empty set. */
export function createCandidateSet(): CandidateSet {
  const column = (): ScoreColumn => ({ scores: new Float64Array(64), slots: new Int32Array(64), count: 0 });
  return { transitions: column(), content: column(), ...openBoard(64) };
}

function openBoard(capacity: number): Pick<CandidateSet, "eligible" | "dense" | "board"> {
  const board = createScoreBoard(capacity);
  const [popularity, ease, factors, sessions] = board.columns;
  return { board, eligible: board.open, dense: { popularity, ease, factors, sessions } };
}

/** Empties the set and makes room for item slots below `capacity`; nothing is eligible after it. */
export function clearCandidates(candidates: CandidateSet, capacity: number): void {
  const grown = grownCapacity(candidates.eligible.length, capacity);
  for (const column of [candidates.transitions, candidates.content]) {
    for (let place = 0; place < column.count; place += 1) column.scores[column.slots[place] ?? 0] = 0;
    column.count = 0;
    if (grown > column.scores.length)
      Object.assign(column, { scores: new Float64Array(grown), slots: new Int32Array(grown) });
  }
  if (grown > candidates.eligible.length) {
    Object.assign(candidates, openBoard(grown));
    return;
  }
  candidates.eligible.fill(0);
  candidates.board.extra.fill(0, 0, capacity);
  for (const column of candidates.board.columns) column.fill(0, 0, capacity);
}

/** Adds to a generator's score of an item; items that are not eligible, and what adds nothing, are passed over. */
export function addCandidate(eligible: Uint8Array, column: ScoreColumn, slot: number, score: number): void {
  if (eligible[slot] !== 1 || !(score > 0)) return;
  const before = column.scores[slot] ?? 0;
  if (before === 0) {
    column.slots[column.count] = slot;
    column.count += 1;
  }
  column.scores[slot] = before + score;
}

/** Highest score of a column. */
export function highestScore({ scores, slots, count }: ScoreColumn): number {
  let highest = 0;
  for (let place = 0; place < count; place += 1) {
    const score = scores[slots[place] ?? 0] ?? 0;
    if (score > highest) highest = score;
  }
  return highest;
}
