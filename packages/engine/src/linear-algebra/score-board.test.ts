import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { BLOCK, CLOSED, createScoreBoard } from "./score-board.ts";

test("the best of each column and the totals are those of plain sums, over open places alone", () => {
  const random = createRandom(5);
  const board = createScoreBoard(100);
  for (const column of [...board.columns, board.extra]) column.set(column.map(() => random.normal()));
  board.extra.set(board.extra.map(Math.abs));
  const count = 83;
  board.open.set(board.open.map((_, place) => Number(place < count && random.next() < 0.7)));
  const scales = [0.5, 0.25, 0, 2] as const;
  const openPlaces = Array.from(board.open.keys()).filter((place) => board.open[place] === 1);
  const best = board.columns.map((column) => Math.max(0, ...openPlaces.map((place) => column[place] ?? 0)));
  expect(Array.from(board.highest(count))).toEqual(best);
  board.sum(count, scales);
  const end = Math.ceil(count / BLOCK) * BLOCK;
  for (let place = 0; place < end; place += 1) {
    const total = board.columns.reduce(
      (sum, column, index) => sum + Math.max(0, column[place] ?? 0) * (scales[index] ?? 0),
      board.extra[place] ?? 0,
    );
    expect(board.totals[place]).toBeCloseTo(board.open[place] === 1 ? total : CLOSED, 5);
  }
  const blocks = Array.from({ length: end / BLOCK }, (_, block) =>
    Math.max(...board.totals.subarray(block * BLOCK, (block + 1) * BLOCK)),
  );
  expect(Array.from(board.blocks.subarray(0, blocks.length))).toEqual(blocks);
});
