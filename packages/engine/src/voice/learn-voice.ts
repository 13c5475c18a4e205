import type { Calibrator } from "../calibration/calibrator.ts";
import { fitCalibrator } from "../calibration/fit-calibrator.ts";
import { solveCholesky } from "../linear-algebra/solve-cholesky.ts";
import { measureText, VOICE_MEASURES } from "./measure-text.ts";

/** A voice that was learned: what to multiply measures by, and what a sum says. */
export type Voice = {
  mean: Float64Array;
  scale: Float64Array;
  weights: Float64Array;
  /** Means of its own pieces: what a text is told to be above or below. */
  ownMean: Float64Array;
  /** From the sum to the probability that the voice wrote a text of about `PIECE_WORDS` words. */
  calibrator: Calibrator;
};

/** Words of the pieces that a voice is learned from: of a short post. */
export const PIECE_WORDS = 150;
/** Pieces that there must be of each side. */
export const LEAST_PIECES = 10;
/** Strength of the pull to zero, per piece; not tuned: the first value that was tried. */
const RIDGE = 2;
/** Parts of the cross-validation that the calibration is fitted on. */
const FOLDS = 5;

/**
 * Learns how somebody writes from texts of theirs and of others: ridge regression on standardised measures, both sides weighted alike,
 * solved in its dual form (one equation for each piece). What its sums say is calibrated on pieces that were left out, in blocks, so
 * that neighbours of one text are not on both sides. At most `most` pieces of each side are read.
 * O(pieces² · measures + pieces³). @throws RangeError with fewer than ten pieces of 150 words on one side
 */
export function learnVoice(own: readonly string[], others: readonly string[], most = 250): Voice {
  const [mine, theirs] = [own, others].map((texts) => cutPieces(texts, PIECE_WORDS).slice(0, most).map(measureText));
  if (!mine || !theirs || mine.length < LEAST_PIECES || theirs.length < LEAST_PIECES) {
    throw new RangeError(`A voice needs at least ${LEAST_PIECES * PIECE_WORDS} words of its own and of others`);
  }
  const pieces = [...mine, ...theirs];
  const labels = pieces.map((_, at) => at < mine.length);
  const folds = [...foldsOf(mine.length), ...foldsOf(theirs.length)];
  const { mean, scale } = spreadOf(pieces);
  const rows = pieces.map((piece) => piece.map((value, at) => (value - (mean[at] ?? 0)) / (scale[at] ?? 1)));
  const kernel = likenessOf(rows);
  const scores = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const alpha = solveDual(kernel, labels, (at) => folds[at] !== fold);
    folds.forEach((of, at) => {
      if (of === fold) scores[at] = alpha.reduce((sum, value, other) => sum + value * (kernel[at]?.[other] ?? 0), 0);
    });
  }
  const alpha = solveDual(kernel, labels, () => true);
  const calibrator = fitCalibrator(scores, Float64Array.from(labels, Number));
  return { mean, scale, weights: weighRows(rows, alpha), ownMean: spreadOf(mine).mean, calibrator };
}

/** Pieces of so many words, one after another; a rest that is shorter is left out. */
export function cutPieces(texts: readonly string[], words: number): string[] {
  return texts.flatMap((text) => {
    const tokens = text.split(/\s+/).filter((token) => token !== "");
    const count = Math.floor(tokens.length / words);
    return Array.from({ length: count }, (_, at) => tokens.slice(at * words, (at + 1) * words).join(" "));
  });
}

/** The weighted sum of a text's measures: above zero is more like the voice than like others. */
export function sumOf(voice: Voice, measures: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < measures.length; at += 1) sum += partOf(voice, measures, at);
  return sum;
}

/** What one measure adds to the sum. */
export function partOf({ mean, scale, weights }: Voice, measures: Float64Array, at: number): number {
  return (weights[at] ?? 0) * (((measures[at] ?? 0) - (mean[at] ?? 0)) / (scale[at] ?? 1));
}

function foldsOf(count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor((at * FOLDS) / count));
}

/** How alike each two pieces are: the mean product of their measures. */
function likenessOf(rows: readonly Float64Array[]): Float64Array[] {
  const kernel = rows.map(() => new Float64Array(rows.length));
  rows.forEach((row, at) => {
    for (let other = 0; other <= at; other += 1) {
      const like = dot(row, rows[other]) / row.length;
      (kernel[at] ?? row)[other] = like;
      (kernel[other] ?? row)[at] = like;
    }
  });
  return kernel;
}

/** Weights of the pieces that are kept; 0 for the others. */
function solveDual(
  kernel: readonly Float64Array[],
  labels: readonly boolean[],
  isKept: (at: number) => boolean,
): Float64Array {
  const kept = labels.flatMap((_, at) => (isKept(at) ? [at] : []));
  const size = kept.length;
  const ownCount = kept.filter((at) => labels[at]).length;
  const matrix = new Float64Array(size * size);
  const vector = Float64Array.from(kept, (at) => (labels[at] ? 1 : -1));
  kept.forEach((at, row) => {
    for (let column = 0; column <= row; column += 1) matrix[row * size + column] = kernel[at]?.[kept[column] ?? 0] ?? 0;
    // Both sides weigh the same, however many texts of others there are.
    const share = (2 * (labels[at] ? ownCount : size - ownCount)) / size;
    matrix[row * size + row] = (matrix[row * size + row] ?? 0) + RIDGE * share;
  });
  solveCholesky(matrix, vector, size, size);
  const alpha = new Float64Array(labels.length);
  kept.forEach((at, row) => {
    alpha[at] = vector[row] ?? 0;
  });
  return alpha;
}

function weighRows(rows: readonly Float64Array[], alpha: Float64Array): Float64Array {
  const size = VOICE_MEASURES.length;
  const weights = new Float64Array(size);
  rows.forEach((row, at) => {
    for (let measure = 0; measure < size; measure += 1) {
      weights[measure] = (weights[measure] ?? 0) + ((alpha[at] ?? 0) * (row[measure] ?? 0)) / size;
    }
  });
  return weights;
}

function spreadOf(pieces: readonly Float64Array[]): { mean: Float64Array; scale: Float64Array } {
  const size = VOICE_MEASURES.length;
  const mean = new Float64Array(size);
  const scale = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    let total = 0;
    for (const piece of pieces) total += piece[at] ?? 0;
    const middle = total / pieces.length;
    let squares = 0;
    for (const piece of pieces) squares += ((piece[at] ?? 0) - middle) ** 2;
    mean[at] = middle;
    scale[at] = Math.sqrt(squares / pieces.length) || 1;
  }
  return { mean, scale };
}

function dot(left: Float64Array | undefined, right: Float64Array | undefined): number {
  let sum = 0;
  for (let at = 0; at < (left?.length ?? 0); at += 1) sum += (left?.[at] ?? 0) * (right?.[at] ?? 0);
  return sum;
}
