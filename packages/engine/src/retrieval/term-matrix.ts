/** Documents as rows of weighted terms, compressed by rows: row r has the entries from `starts[r]` to `starts[r + 1]`. */
export type TermMatrix = {
  rows: number;
  columns: number;
  starts: Int32Array;
  terms: Int32Array;
  weights: Float32Array;
};

/** Which terms a space knows: column and inverse document frequency of each. */
export type Vocabulary = { columns: ReadonlyMap<string, number>; idf: Float64Array };

/** The terms that tell most about how documents are alike: those in two documents or more, the commonest first. */
export function chooseVocabulary(documents: readonly (readonly string[])[], maxTerms: number): Vocabulary {
  const frequency = new Map<string, number>();
  for (const terms of documents) for (const term of new Set(terms)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const kept = [...frequency]
    .filter(([, count]) => count > 1 || documents.length < 3)
    .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, maxTerms);
  return {
    columns: new Map(kept.map(([term], column) => [term, column])),
    idf: Float64Array.from(kept, ([, count]) => Math.log((documents.length + 1) / (count + 0.5))),
  };
}

/** Weights of one text: (1 + ln count) · idf, of length 1 together; empty where the vocabulary knows no term of it. */
export function weighRow(terms: readonly string[], { columns, idf }: Vocabulary): Map<number, number> {
  const row = new Map<number, number>();
  for (const term of terms) {
    const column = columns.get(term);
    if (column !== undefined) row.set(column, (row.get(column) ?? 0) + 1);
  }
  let squares = 0;
  for (const [column, count] of row) {
    const weight = (1 + Math.log(count)) * (idf[column] ?? 0);
    row.set(column, weight);
    squares += weight * weight;
  }
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (const [column, weight] of row) row.set(column, weight * scale);
  return row;
}

/** All documents as one matrix. */
export function toTermMatrix(documents: readonly (readonly string[])[], vocabulary: Vocabulary): TermMatrix {
  const rows = documents.map((terms) => weighRow(terms, vocabulary));
  const entries = rows.reduce((sum, row) => sum + row.size, 0);
  const starts = new Int32Array(rows.length + 1);
  const terms = new Int32Array(entries);
  const weights = new Float32Array(entries);
  let at = 0;
  rows.forEach((row, index) => {
    for (const [column, weight] of row) {
      terms[at] = column;
      weights[at++] = weight;
    }
    starts[index + 1] = at;
  });
  return { rows: rows.length, columns: vocabulary.columns.size, starts, terms, weights };
}

/** A · x for `width` columns at once; x is columns × width, the answer rows × width. */
export function multiplyRows(matrix: TermMatrix, x: Float64Array, width: number): Float64Array {
  const result = new Float64Array(matrix.rows * width);
  forEachEntry(matrix, (row, column, weight) => {
    for (let k = 0; k < width; k++) {
      const at = row * width + k;
      result[at] = (result[at] ?? 0) + weight * (x[column * width + k] ?? 0);
    }
  });
  return result;
}

/** Aᵀ · y for `width` columns at once; y is rows × width, the answer columns × width. */
export function multiplyColumns(matrix: TermMatrix, y: Float64Array, width: number): Float64Array {
  const result = new Float64Array(matrix.columns * width);
  forEachEntry(matrix, (row, column, weight) => {
    for (let k = 0; k < width; k++) {
      const at = column * width + k;
      result[at] = (result[at] ?? 0) + weight * (y[row * width + k] ?? 0);
    }
  });
  return result;
}

function forEachEntry(
  { rows, starts, terms, weights }: TermMatrix,
  visit: (row: number, column: number, weight: number) => void,
): void {
  for (let row = 0; row < rows; row++)
    for (let i = starts[row] ?? 0; i < (starts[row + 1] ?? 0); i++) visit(row, terms[i] ?? 0, weights[i] ?? 0);
}
