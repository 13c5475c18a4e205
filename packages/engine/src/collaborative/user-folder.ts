import { solveCholesky } from "../linear-algebra/solve-cholesky.ts";
import { TILE } from "../linear-algebra/tile-kernel.ts";

/** What a factorisation was fitted with. */
export type FactorOptions = { dimensions: number; unobservedWeight: number; regularisation: number };

/** An item of a history with what it weighs. */
export type Observed = { item: number; weight: number };

/** What is known of item vectors in coordinates in which their Gram matrix is diagonal. */
type AlignedItems = {
  readonly options: FactorOptions;
  readonly diagonal: Float64Array;
  /** How many items training had. */
  readonly trained: number;
};

/** Vectors of users whom training has not seen. One folder serves one caller at a time. */
export type UserFolder = {
  /**
   * Writes the vector of a user with this history into `user`. O(history² × d + history³ / 6), or d for history.
   * @param vectors of the items, 64 floats each
   */
  fold(history: readonly Observed[], vectors: Float32Array, user: Float32Array): void;
};

type Scratch = Record<"inverse" | "solution" | "matrix" | "rows" | "divided", Float64Array>;

/**
 * Least squares of one user, as in training: D + Σ w·h·hᵀ with the diagonal D. A history shorter than the dimensions is
 * solved in the space of the history, because (D + HᵀH)⁻¹Hᵀ = D⁻¹Hᵀ(I + HD⁻¹Hᵀ)⁻¹: a fraction of the work.
 */
export function createUserFolder(items: AlignedItems): UserFolder {
  const { options, diagonal, trained } = items;
  const square = () => new Float64Array(TILE * TILE);
  const line = () => new Float64Array(TILE);
  const scratch = { inverse: line(), solution: line(), matrix: square(), rows: square(), divided: square() };
  return {
    fold(history, vectors, user) {
      let total = 0;
      for (const { weight } of history) total += weight;
      const ridge = options.regularisation * (total + options.unobservedWeight * trained);
      for (let k = 0; k < options.dimensions; k += 1) {
        scratch.inverse[k] = 1 / (options.unobservedWeight * (diagonal[k] ?? 0) + ridge);
      }
      if (history.length < options.dimensions) foldShort(options.dimensions, history, vectors, scratch, user);
      else foldLong(options.dimensions, history, vectors, scratch, user);
    },
  };
}

function foldShort(
  dimensions: number,
  history: readonly Observed[],
  vectors: Float32Array,
  scratch: Scratch,
  user: Float32Array,
): void {
  const { matrix, rows, divided, solution } = scratch;
  const size = history.length;
  for (let entry = 0; entry < size; entry += 1) {
    solution[entry] = writeRow(dimensions, history[entry], vectors, entry, scratch);
    for (let other = 0; other <= entry; other += 1) {
      const own = Number(other === entry);
      matrix[entry * TILE + other] = own + multiplyRows(rows, divided, entry * TILE, other * TILE, dimensions);
    }
  }
  solveCholesky(matrix, solution, size, TILE);
  user.fill(0);
  for (let entry = 0; entry < size; entry += 1) {
    const share = solution[entry] ?? 0;
    for (let k = 0; k < dimensions; k += 1) user[k] = (user[k] ?? 0) + share * (divided[entry * TILE + k] ?? 0);
  }
}

/** √w·h of an entry, and the same divided by D. @returns √w */
function writeRow(
  dimensions: number,
  observed: Observed | undefined,
  vectors: Float32Array,
  entry: number,
  scratch: Scratch,
): number {
  const { item, weight } = observed ?? { item: 0, weight: 0 };
  const root = Math.sqrt(weight);
  for (let k = 0; k < dimensions; k += 1) {
    const value = root * (vectors[item * TILE + k] ?? 0);
    scratch.rows[entry * TILE + k] = value;
    scratch.divided[entry * TILE + k] = value * (scratch.inverse[k] ?? 0);
  }
  return root;
}

function foldLong(
  dimensions: number,
  history: readonly Observed[],
  vectors: Float32Array,
  { inverse, matrix, solution }: Scratch,
  user: Float32Array,
): void {
  matrix.fill(0);
  solution.fill(0);
  for (let k = 0; k < dimensions; k += 1) matrix[k * TILE + k] = 1 / (inverse[k] ?? 1);
  for (const { item, weight } of history) {
    for (let row = 0; row < dimensions; row += 1) {
      const value = weight * (vectors[item * TILE + row] ?? 0);
      solution[row] = (solution[row] ?? 0) + value;
      for (let column = 0; column <= row; column += 1) {
        const place = row * TILE + column;
        matrix[place] = (matrix[place] ?? 0) + value * (vectors[item * TILE + column] ?? 0);
      }
    }
  }
  solveCholesky(matrix, solution, dimensions, TILE);
  user.set(solution);
}

function multiplyRows(left: Float64Array, right: Float64Array, row: number, other: number, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k += 1) sum += (left[row + k] ?? 0) * (right[other + k] ?? 0);
  return sum;
}
