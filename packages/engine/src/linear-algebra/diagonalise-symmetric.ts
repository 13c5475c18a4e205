/** Rotations over all pairs; symmetric matrices of this size need 6 to 10. */
const MAX_SWEEPS = 30;

/**
 * Eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", §8.5).
 * O(sweeps × size³). @param matrix size × size, rows `stride` apart; only read
 * @returns size × size: row k is the unit eigenvector k
 */
export function diagonaliseSymmetric(matrix: ArrayLike<number>, size: number, stride: number): Float64Array {
  const work = new Float64Array(size * size);
  const vectors = new Float64Array(size * size);
  let scale = 0;
  for (let row = 0; row < size; row += 1) {
    vectors[row * size + row] = 1;
    for (let column = 0; column < size; column += 1) {
      const value = matrix[Math.max(row, column) * stride + Math.min(row, column)] ?? 0;
      work[row * size + column] = value;
      scale += value * value;
    }
  }
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(work, size) > 1e-24 * scale; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) eliminate(work, vectors, size, p, q);
    }
  }
  return vectors;
}

function offDiagonal(work: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 1; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) sum += (work[row * size + column] ?? 0) ** 2;
  }
  return sum;
}

/** Rotates coordinates p and q so that their entry becomes 0. */
function eliminate(work: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = work[p * size + q] ?? 0;
  if (off === 0) return;
  const theta = ((work[q * size + q] ?? 0) - (work[p * size + p] ?? 0)) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = { cosine, sine, size };
  rotate(work, p, q, size, turn);
  rotate(work, p * size, q * size, 1, turn);
  rotate(vectors, p * size, q * size, 1, turn);
}

type Turn = { cosine: number; sine: number; size: number };

/** Turns two columns (step = size) or rows (step = 1) into one another. */
function rotate(values: Float64Array, left: number, right: number, step: number, { cosine, sine, size }: Turn): void {
  for (let index = 0; index < size; index += 1) {
    const a = values[left + index * step] ?? 0;
    const b = values[right + index * step] ?? 0;
    values[left + index * step] = cosine * a - sine * b;
    values[right + index * step] = sine * a + cosine * b;
  }
}
