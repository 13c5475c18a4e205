import { diagonaliseSymmetric } from "../linear-algebra/diagonalise-symmetric.ts";
import { createDotKernel } from "../linear-algebra/dot-kernel.ts";
import { solveCholesky } from "../linear-algebra/solve-cholesky.ts";
import { TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";
import type { FactorOptions, Observed } from "./user-folder.ts";
import { createUserFolder } from "./user-folder.ts";

/** Item vectors of a factorisation, and what is needed to fold in a new user. */
export type Factors = {
  readonly options: FactorOptions;
  /** Vector of item i at i × 64, padded with zeros. */
  readonly items: Float32Array;
  /** Sum of the outer products of all item vectors, 64 × 64. */
  readonly gram: Float32Array;
};

/** Solves one user's or item's least squares; one solver serves one caller at a time. */
export function createFactorSolver({ dimensions, unobservedWeight, regularisation }: FactorOptions) {
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
   * weighed. A view that the next call overwrites.
   */
  score(history: readonly Observed[]): Float32Array;
  /** Vector of an item, 64 floats; a view. */
  vectorOf(item: number): Float32Array;
  /** Inner product of two items' vectors. */
  likeness(left: number, right: number): number;
  /** Gives one item more a vector, as long as there is room. @returns its number, or −1 */
  add(vector: Float32Array): number;
};

/**
 * The same factorisation in coordinates in which its Gram matrix is diagonal: inner products, and so all scores, stay
 * what they are, and folding a user in needs a fraction of the work. O(items × d²); one that is diagonal stays as it is.
 */
export function alignFactors(factors: Factors): Factors {
  const { options, items, gram } = factors;
  const { dimensions } = options;
  if (isDiagonal(gram, dimensions)) return factors;
  const basis = diagonaliseSymmetric(gram, dimensions, TILE);
  const turned = new Float32Array(items.length);
  for (let from = 0; from < items.length; from += TILE) {
    for (let axis = 0; axis < dimensions; axis += 1) {
      let sum = 0;
      for (let k = 0; k < dimensions; k += 1) sum += (basis[axis * dimensions + k] ?? 0) * (items[from + k] ?? 0);
      turned[from + axis] = sum;
    }
  }
  const diagonal = new Float32Array(TILE_FLOATS);
  for (let from = 0; from < turned.length; from += TILE) {
    for (let axis = 0; axis < dimensions; axis += 1) {
      const place = axis * TILE + axis;
      diagonal[place] = (diagonal[place] ?? 0) + (turned[from + axis] ?? 0) ** 2;
    }
  }
  return { options, items: turned, gram: diagonal };
}

function isDiagonal(gram: Float32Array, dimensions: number): boolean {
  for (let row = 1; row < dimensions; row += 1) {
    for (let column = 0; column < row; column += 1) if (gram[row * TILE + column] !== 0) return false;
  }
  return true;
}

/** @param spare room for items that are not in the factorisation */
export function createFolder(factors: Factors, spare = 0): Folder {
  const { options, items, gram } = alignFactors(factors);
  const trained = items.length / TILE;
  const kernel = createDotKernel(trained + spare);
  kernel.vectors.set(items);
  const diagonal = Float64Array.from({ length: TILE }, (_, axis) => gram[axis * TILE + axis] ?? 0);
  const users = createUserFolder({ options, vectors: kernel.vectors, diagonal, trained });
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
      users.fold(history, kernel.query);
      return kernel.multiply(count);
    },
  };
}
