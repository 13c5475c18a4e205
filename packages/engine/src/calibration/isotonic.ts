import type { Calibrator } from "./calibrator.ts";

/** Neighbouring scores that share one probability. */
type Block = { from: number; to: number; sum: number; rows: number };

/**
 * The rising step function with the least squared error, by pooling neighbours that fall (Ayer et al. 1955; PAVA). Equal
 * scores are one point. O(n log n).
 */
export function fitIsotonic(scores: Float64Array, labels: Float64Array): Calibrator {
  const order = Array.from(scores.keys()).sort((left, right) => (scores[left] ?? 0) - (scores[right] ?? 0));
  const blocks: Block[] = [];
  for (const row of order) {
    const score = scores[row] ?? 0;
    const last = blocks.at(-1);
    if (last !== undefined && last.from === score) {
      last.sum += labels[row] ?? 0;
      last.rows += 1;
      continue;
    }
    poolFalling(blocks);
    blocks.push({ from: score, to: score, sum: labels[row] ?? 0, rows: 1 });
  }
  poolFalling(blocks);
  const ends = blocks.flatMap((block) => (block.from === block.to ? [block.from] : [block.from, block.to]));
  const means = blocks.flatMap((block) =>
    new Array<number>(block.from === block.to ? 1 : 2).fill(block.sum / block.rows),
  );
  return { kind: "isotonic", scores: ends, probabilities: means };
}

/** Merges the last block into the one before it while it does not lie above. */
function poolFalling(blocks: Block[]): void {
  for (;;) {
    const last = blocks.at(-1);
    const before = blocks.at(-2);
    if (last === undefined || before === undefined || last.sum / last.rows > before.sum / before.rows) return;
    blocks.pop();
    before.to = last.to;
    before.sum += last.sum;
    before.rows += last.rows;
  }
}
