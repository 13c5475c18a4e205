/** A dense symmetric matrix, row by row. */
export type Matrix = { readonly size: number; readonly values: Float64Array };

/** `diagonal` on the diagonal, 0 elsewhere. */
export function createDiagonal(size: number, diagonal: number): Matrix {
  const values = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) values[index * size + index] = diagonal;
  return { size, values };
}

/** Lower triangle L with L·Lᵀ = matrix (Cholesky). O(n³ / 3). @throws RangeError when the matrix is not positive definite */
export function factorise({ size, values }: Matrix): Matrix {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = values[row * size + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0);
      if (row === column) {
        if (!(sum > 0)) throw new RangeError("The matrix is not positive definite");
        lower[row * size + row] = Math.sqrt(sum);
      } else lower[row * size + column] = sum / (lower[column * size + column] ?? 1);
    }
  }
  return { size, values: lower };
}

/** x with L·x = right. O(n²). */
export function solveLower({ size, values }: Matrix, right: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (values[row * size + k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (values[row * size + row] ?? 1);
  }
  return x;
}

/** x with Lᵀ·x = right. O(n²). */
export function solveUpper({ size, values }: Matrix, right: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (values[k * size + row] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (values[row * size + row] ?? 1);
  }
  return x;
}

/** x with matrix·x = right, from the matrix's factor. */
export function solve(factor: Matrix, right: ArrayLike<number>): Float64Array {
  return solveUpper(factor, solveLower(factor, right));
}

/** Σ left·right. */
export function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
