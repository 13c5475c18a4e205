/**
 * Solves A·x = b for a symmetric positive definite A by Cholesky factorisation, in place: `matrix` holds the factor
 * afterwards, `vector` the solution. O(size³ / 6). Only the lower triangle of `matrix` is read.
 * @param stride floats from one row of `matrix` to the next
 */
export function solveCholesky(matrix: Float64Array, vector: Float64Array, size: number, stride: number): void {
  for (let row = 0; row < size; row += 1) {
    const base = row * stride;
    for (let column = 0; column < row; column += 1) {
      const other = column * stride;
      let sum = matrix[base + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (matrix[base + k] ?? 0) * (matrix[other + k] ?? 0);
      matrix[base + column] = sum / (matrix[other + column] ?? 1);
    }
    let pivot = matrix[base + row] ?? 0;
    for (let k = 0; k < row; k += 1) pivot -= (matrix[base + k] ?? 0) ** 2;
    // A pivot of 0 or less is rounding: the regularisation keeps the matrix positive.
    matrix[base + row] = Math.sqrt(Math.max(pivot, Number.EPSILON));
  }
  for (let row = 0; row < size; row += 1) {
    let sum = vector[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (matrix[row * stride + k] ?? 0) * (vector[k] ?? 0);
    vector[row] = sum / (matrix[row * stride + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = vector[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (matrix[k * stride + row] ?? 0) * (vector[k] ?? 0);
    vector[row] = sum / (matrix[row * stride + row] ?? 1);
  }
}
