import { diagonaliseSymmetric } from "../linear-algebra/diagonalise-symmetric.ts";
import { createDotKernel } from "../linear-algebra/dot-kernel.ts";
import { solveCholesky } from "../linear-algebra/solve-cholesky.ts";
import { TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";
import { grownCapacity } from "../recommender/capacity.ts";
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

/** Scores items for histories that training has never seen. Items are known by their places, which the caller chooses. */
export type Folder = {
  /** Places, with a vector or without. */
  readonly count: number;
  /**
   * Inner products of the vectors of all places with the vector that a user of this history would have had in training,
   * each of its places weighed; 0 where there is no vector. A view that the next call overwrites.
   */
  score(history: readonly Observed[]): Float32Array;
  /** Vector of a place, 64 floats; a view that `reserve` ends. */
  vectorOf(place: number): Float32Array;
  /** Writes the inner product of a place's vector with those of others, in their order. */
  likenesses(place: number, others: Int32Array, products: Float64Array): void;
  /** Makes room for places below `needed`; new ones have no vector. */
  reserve(needed: number): void;
  /** Gives a place the vector of an item of the factorisation, or with −1 none. */
  put(place: number, number: number): void;
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

/** @param numbers which item of the factorisation stands at each place, −1 for none; by default all, in their order */
export function createFolder(factors: Factors, numbers?: Int32Array): Folder {
  const { options, items, gram } = alignFactors(factors);
  const trained = items.length / TILE;
  let count = numbers?.length ?? trained;
  let kernel = createDotKernel(count);
  const diagonal = Float64Array.from({ length: TILE }, (_, axis) => gram[axis * TILE + axis] ?? 0);
  const users = createUserFolder({ options, diagonal, trained });
  const vectorOf = (place: number) => kernel.vectors.subarray(place * TILE, (place + 1) * TILE);
  const put = (place: number, number: number) => {
    if (number < 0) vectorOf(place).fill(0);
    else vectorOf(place).set(items.subarray(number * TILE, (number + 1) * TILE));
  };
  if (numbers) for (const [place, number] of numbers.entries()) put(place, number);
  else kernel.vectors.set(items);
  return {
    get count() {
      return count;
    },
    vectorOf,
    put,
    likenesses: (place, others, products) =>
      multiplyPlaces(kernel.vectors, options.dimensions, place, others, products),
    reserve(needed) {
      if (needed <= count) return;
      const { vectors } = kernel;
      if (needed * TILE > vectors.length) {
        kernel = createDotKernel(grownCapacity(vectors.length / TILE, needed));
        kernel.vectors.set(vectors);
      }
      count = needed;
    },
    score(history) {
      users.fold(history, kernel.vectors, kernel.query);
      return kernel.multiply(count);
    },
  };
}

/** Four at a time: each sum keeps its order, and none waits for its own last addition. */
function multiplyPlaces(
  vectors: Float32Array,
  dimensions: number,
  place: number,
  others: Int32Array,
  products: Float64Array,
): void {
  const from = place * TILE;
  const last = others.length - 1;
  const startOf = (index: number) => (others[Math.min(index, last)] ?? 0) * TILE;
  for (let index = 0; index < others.length; index += 4) {
    const a = startOf(index);
    const b = startOf(index + 1);
    const c = startOf(index + 2);
    const d = startOf(index + 3);
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let k = 0; k < dimensions; k += 1) {
      const own = vectors[from + k] ?? 0;
      sumA += own * (vectors[a + k] ?? 0);
      sumB += own * (vectors[b + k] ?? 0);
      sumC += own * (vectors[c + k] ?? 0);
      sumD += own * (vectors[d + k] ?? 0);
    }
    products[index] = sumA;
    // What lies beyond the last one is not written: typed arrays have no such place.
    products[index + 1] = sumB;
    products[index + 2] = sumC;
    products[index + 3] = sumD;
  }
}
