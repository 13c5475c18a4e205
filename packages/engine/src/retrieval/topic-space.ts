import { eigenSymmetric } from "../linear-algebra/eigen-symmetric.ts";
import { createRandom } from "../random.ts";
import type { TermMatrix, Vocabulary } from "./term-matrix.ts";
import { chooseVocabulary, multiplyColumns, multiplyRows, toTermMatrix, weighRow } from "./term-matrix.ts";

/** A space of topics learned from a collection: where terms that occur in alike documents lie close together. */
export type TopicSpace = { dimension: number; vocabulary: Vocabulary; basis: Float32Array };

export type TopicOptions = { dimension?: number; maxTerms?: number; seed?: number };

/** 128 is within the 100–300 that Deerwester et al. and Bradford (CIKM 2008) find best; terms bound memory to 10 MB. */
const DEFAULTS = { dimension: 128, maxTerms: 20_000, seed: 1 };
/** Directions beside those wanted, and rounds of refinement: Halko et al. advise 5–10 and 1–2; one more where the tail is flat. */
const OVERSAMPLING = 10;
const ROUNDS = 3;

/**
 * Latent semantic analysis (Deerwester et al., JASIS 1990): the leading right singular vectors of the collection's tf-idf matrix,
 * by randomised subspace iteration (Halko, Martinsson and Tropp, SIAM Review 2011). No neural network and nothing from outside: it
 * knows which words go together in these documents and nothing else. O(entries · dimension + rows · dimension²).
 * A generator: it yields between steps of some ten milliseconds, so that a server can answer in between; the value is the space.
 * @param documents terms of each; a few thousand are enough, others are placed by `embedTerms`
 */
export function* fitTopics(
  documents: readonly (readonly string[])[],
  options: TopicOptions = {},
): Generator<void, TopicSpace> {
  const { dimension, maxTerms, seed } = { ...DEFAULTS, ...options };
  const vocabulary = chooseVocabulary(documents, maxTerms);
  yield;
  const matrix = toTermMatrix(documents, vocabulary);
  const width = Math.min(dimension + OVERSAMPLING, matrix.rows, matrix.columns);
  const random = createRandom(seed);
  let y: Float64Array = Float64Array.from({ length: matrix.rows * width }, () => random.normal());
  for (let round = 0; round <= ROUNDS; round++) {
    yield* orthonormalise(y, matrix.rows, width);
    const half = multiplyColumns(matrix, y, width);
    yield;
    if (round === ROUNDS) return toSpace(matrix, vocabulary, half, { width, dimension: Math.min(dimension, width) });
    y = multiplyRows(matrix, half, width);
    yield;
  }
  throw new Error("The last round returns");
}

/** Place of a text in a space, length 1; all zero when the space knows no term of it. O(terms · dimension). */
export function embedTerms({ dimension, vocabulary, basis }: TopicSpace, terms: readonly string[]): Float32Array {
  const vector = new Float32Array(dimension);
  for (const [column, weight] of weighRow(terms, vocabulary))
    for (let k = 0; k < dimension; k++) vector[k] = (vector[k] ?? 0) + weight * (basis[column * dimension + k] ?? 0);
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  return vector.map((value) => value * scale);
}

/** Right singular vectors from the range of the left ones: V = Bᵀ E Σ⁻¹ where B Bᵀ = E Σ² Eᵀ. */
function toSpace(
  matrix: TermMatrix,
  vocabulary: Vocabulary,
  half: Float64Array,
  { width, dimension }: { width: number; dimension: number },
): TopicSpace {
  const { values, vectors } = eigenSymmetric(innerProducts(half, matrix.columns, width), width);
  const basis = new Float32Array(matrix.columns * dimension);
  for (let column = 0; column < matrix.columns; column++) {
    for (let k = 0; k < dimension; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (half[column * width + j] ?? 0) * (vectors[j * width + k] ?? 0);
      const sigma = Math.sqrt(Math.max(values[k] ?? 0, 0));
      basis[column * dimension + k] = sigma > 1e-9 ? sum / sigma : 0;
    }
  }
  return { dimension, vocabulary, basis };
}

function innerProducts(columns: Float64Array, length: number, width: number): Float64Array {
  const products = new Float64Array(width * width);
  for (let row = 0; row < length; row++) {
    const start = row * width;
    for (let i = 0; i < width; i++) {
      const value = columns[start + i] ?? 0;
      if (value === 0) continue;
      for (let j = 0; j < width; j++)
        products[i * width + j] = (products[i * width + j] ?? 0) + value * (columns[start + j] ?? 0);
    }
  }
  return products;
}

/** Gram–Schmidt, modified, twice: once loses orthogonality where columns are nearly alike. */
function* orthonormalise(y: Float64Array, rows: number, width: number): Generator<void, void> {
  for (let column = 0; column < width; column++) {
    for (let pass = 0; pass < 2; pass++)
      for (let earlier = 0; earlier < column; earlier++) removePart(y, rows, width, column, earlier);
    const length = Math.sqrt(columnProduct(y, rows, width, column, column));
    const scale = length > 1e-12 ? 1 / length : 0;
    for (let row = 0; row < rows; row++) y[row * width + column] = (y[row * width + column] ?? 0) * scale;
    if (column % 8 === 7) yield;
  }
}

function removePart(y: Float64Array, rows: number, width: number, column: number, earlier: number): void {
  const part = columnProduct(y, rows, width, column, earlier);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    y[at + column] = (y[at + column] ?? 0) - part * (y[at + earlier] ?? 0);
  }
}

function columnProduct(y: Float64Array, rows: number, width: number, left: number, right: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += (y[row * width + left] ?? 0) * (y[row * width + right] ?? 0);
  return sum;
}
