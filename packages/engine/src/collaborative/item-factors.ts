import { createDotKernel } from "../linear-algebra/dot-kernel.ts";
import { solveCholesky } from "../linear-algebra/solve-cholesky.ts";
import { TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";

/** Item vectors of a factorisation, and what is needed to fold in a new user. */
export type Factors = {
  readonly options: { dimensions: number; unobservedWeight: number; regularisation: number };
  /** Vector of item i at i × 64, padded with zeros. */
  readonly items: Float32Array;
  /** Sum of the outer products of all item vectors, 64 × 64. */
  readonly gram: Float32Array;
};

/** Solves one user's or item's least squares; one solver serves one caller at a time. */
export function createFactorSolver({ dimensions, unobservedWeight, regularisation }: Factors["options"]) {
  const matrix = new Float64Array(TILE_FLOATS);
  const vector = new Float64Array(TILE);
  return {
    /** The right-hand side, zeroed, for the caller to sum the observed vectors into. */
    start(): Float64Array {
      return vector.fill(0);
    },
    /**
     * @param floats holds at `work` the weighed Gram matrix of the other side plus the observed outer products
     * @param observed how many (or how much) was observed
     * @param others vectors of the other side
     */
    solve(floats: Float32Array, work: number, observed: number, others: number): Float64Array {
      const ridge = regularisation * (observed + unobservedWeight * others);
      for (let row = 0; row < dimensions; row += 1) {
        const base = row * TILE;
        for (let column = 0; column <= row; column += 1) matrix[base + column] = floats[work + base + column] ?? 0;
        matrix[base + row] = (matrix[base + row] ?? 0) + ridge;
      }
      solveCholesky(matrix, vector, dimensions, TILE);
      return vector;
    },
  };
}

/** Scores items for histories that training has never seen. */
export type Folder = {
  /** Items that have a vector. */
  readonly count: number;
  /**
   * Inner products of all items with the vector that a user of this history would have had in training, each item
   * weighed. O(history × d² + d³ + items × d); a view that the next call overwrites.
   */
  score(history: readonly { item: number; weight: number }[]): Float32Array;
  /** Vector of an item, 64 floats; a view. */
  vectorOf(item: number): Float32Array;
  /** Inner product of two items' vectors. */
  likeness(left: number, right: number): number;
  /** Gives one item more a vector, as long as there is room. @returns its number, or −1 */
  add(vector: Float32Array): number;
};

/** @param spare room for items that are not in the factorisation */
export function createFolder({ options, items, gram }: Factors, spare = 0): Folder {
  const trained = items.length / TILE;
  const kernel = createDotKernel(trained + spare);
  kernel.vectors.set(items);
  const work = new Float32Array(TILE_FLOATS);
  const solver = createFactorSolver(options);
  let count = trained;
  const vectorOf = (item: number) => kernel.vectors.subarray(item * TILE, (item + 1) * TILE);
  return {
    get count() {
      return count;
    },
    vectorOf,
    likeness(left, right) {
      const { vectors } = kernel;
      let sum = 0;
      for (let k = 0; k < options.dimensions; k += 1) {
        sum += (vectors[left * TILE + k] ?? 0) * (vectors[right * TILE + k] ?? 0);
      }
      return sum;
    },
    add(vector) {
      if (count === trained + spare) return -1;
      vectorOf(count).set(vector);
      count += 1;
      return count - 1;
    },
    score(history) {
      for (let index = 0; index < TILE_FLOATS; index += 1) work[index] = options.unobservedWeight * (gram[index] ?? 0);
      const sum = solver.start();
      let total = 0;
      for (const { item, weight } of history) {
        total += weight;
        addObserved(work, sum, vectorOf(item), weight, options.dimensions);
      }
      kernel.query.set(solver.solve(work, 0, total, trained));
      return kernel.multiply(count);
    },
  };
}

/** Adds weight × h·hᵀ to the lower triangle of the matrix and weight × h to the right-hand side. */
function addObserved(
  work: Float32Array,
  sum: Float64Array,
  vector: Float32Array,
  weight: number,
  dimensions: number,
): void {
  for (let row = 0; row < dimensions; row += 1) {
    const value = weight * (vector[row] ?? 0);
    sum[row] = (sum[row] ?? 0) + value;
    for (let column = 0; column <= row; column += 1) {
      const place = row * TILE + column;
      work[place] = (work[place] ?? 0) + value * (vector[column] ?? 0);
    }
  }
}
