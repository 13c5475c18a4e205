/** Sweeps after which the rest is rounding; six to ten are usual. */
const MAX_SWEEPS = 40;

/** Eigenvalues, greatest first, and their eigenvectors of length 1: vector k is column k, row-major. */
export type Eigen = { values: Float64Array; vectors: Float64Array };

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan, "Matrix Computations",
 * §8.5). O(size³) a sweep; for sizes of a few hundred.
 * @param matrix row-major, size × size; it is left alone
 */
export function eigenSymmetric(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, size) > 1e-24 * diagonal(a, size); sweep++)
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  const order = Array.from({ length: size }, (_, i) => i).sort((x, y) => at(a, size, y, y) - at(a, size, x, x));
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) vectors[row * size + to] = v[row * size + from] ?? 0;
  });
  return { values: Float64Array.from(order, (i) => at(a, size, i, i)), vectors };
}

function at(a: Float64Array, size: number, row: number, column: number): number {
  return a[row * size + column] ?? 0;
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) sum += at(a, size, p, q) ** 2;
  return sum;
}

function diagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let p = 0; p < size; p++) sum += at(a, size, p, p) ** 2;
  return sum;
}

/** Zeroes one off-diagonal pair; a ← JᵀaJ, v ← vJ. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = at(a, size, p, q);
  if (apq === 0) return;
  const theta = (at(a, size, q, q) - at(a, size, p, p)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let i = 0; i < size; i++) turn(a, i * size + p, i * size + q, c, s);
  for (let i = 0; i < size; i++) turn(a, p * size + i, q * size + i, c, s);
  for (let i = 0; i < size; i++) turn(v, i * size + p, i * size + q, c, s);
}

function turn(a: Float64Array, left: number, right: number, c: number, s: number): void {
  const x = a[left] ?? 0;
  const y = a[right] ?? 0;
  a[left] = c * x - s * y;
  a[right] = s * x + c * y;
}
