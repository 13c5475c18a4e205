import { TILE } from "./tile-kernel.ts";
import type { Code } from "./wasm-assembler.ts";
import {
  addVectors,
  assembleModule,
  increase,
  loadVector,
  localGet,
  localSet,
  multiplyVectors,
  repeatWhileBelow,
  storeFloat,
  sumLanes,
  zeroVector,
} from "./wasm-assembler.ts";

/** Vectors of 64 floats in one memory, and their inner products with one vector. */
export type DotKernel = {
  /** Room for `capacity` vectors. */
  readonly vectors: Float32Array;
  /** The vector that all others are multiplied with. */
  readonly query: Float32Array;
  /** Inner products of the first `count` vectors with `query`; a view that the next call overwrites. */
  multiply(count: number): Float32Array;
};

/** Memory for vectors with a WebAssembly kernel, or plain loops where the engine has none. O(count × 64) per call. */
export function createDotKernel(wanted: number): DotKernel {
  // The loop takes several at a time and writes the products of all of them.
  const capacity = Math.ceil(wanted / ROWS) * ROWS;
  const floats = capacity * (TILE + 1) + TILE;
  const bytes = assembleDot();
  const memory = WebAssembly.validate(bytes)
    ? new WebAssembly.Memory({ initial: Math.ceil((floats * 4) / 65_536) })
    : undefined;
  const buffer = memory?.buffer ?? new ArrayBuffer(floats * 4);
  const query = new Float32Array(buffer, 0, TILE);
  const vectors = new Float32Array(buffer, TILE * 4, capacity * TILE);
  const products = new Float32Array(buffer, (capacity + 1) * TILE * 4, capacity);
  if (memory === undefined) {
    return { vectors, query, multiply: (count) => multiplyPlainly(vectors, query, products.subarray(0, count)) };
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const run = exports.run as (query: number, vectors: number, products: number, end: number) => void; // as: assembled below
  return {
    vectors,
    query,
    multiply(count) {
      if (count > 0) run(0, vectors.byteOffset, products.byteOffset, products.byteOffset + count * 4);
      return products.subarray(0, count);
    },
  };
}

function multiplyPlainly(vectors: Float32Array, query: Float32Array, products: Float32Array): Float32Array {
  for (let row = 0; row < products.length; row += 1) {
    let sum = 0;
    for (let k = 0; k < TILE; k += 1) sum += (vectors[row * TILE + k] ?? 0) * (query[k] ?? 0);
    products[row] = sum;
  }
  return products;
}

const [QUERY, VECTOR, PRODUCT, END, QUERY_PART] = [0, 1, 2, 3, 4] as const;
/** Sums of a vector that do not wait for one another. */
const SUMS = 4;
/** Vectors that are multiplied with each part of the query once it is loaded: loads are what the loop waits for. */
const ROWS = 2;

/** Each product is summed up in the same order, whichever place of the loop its vector has. */
function assembleDot(): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const sum = (row: number, index: number) => QUERY_PART + 1 + row * SUMS + index;
  const sumsOf = (row: number) => Array.from({ length: SUMS }, (_, index) => sum(row, index));
  const multiply = (row: number, step: number): Code => [
    ...[localGet(sum(row, step % SUMS)), localGet(VECTOR), loadVector(row * TILE * 4 + step * 16)],
    ...[localGet(QUERY_PART), multiplyVectors, addVectors, localSet(sum(row, step % SUMS))],
  ];
  const steps = Array.from(
    { length: TILE / 4 },
    (_, step): Code => [
      ...[localGet(QUERY), loadVector(step * 16), localSet(QUERY_PART)],
      rows.map((row) => multiply(row, step)),
    ],
  );
  const total = (row: number): Code => [
    ...[localGet(sum(row, 0)), localGet(sum(row, 1)), addVectors, localGet(sum(row, 2)), addVectors],
    ...[localGet(sum(row, 3)), addVectors, localSet(sum(row, 0))],
    ...[localGet(PRODUCT), sumLanes(sum(row, 0)), storeFloat, increase(PRODUCT, 4)],
  ];
  const body = repeatWhileBelow(PRODUCT, localGet(END), [
    rows.flatMap(sumsOf).map((local) => [zeroVector, localSet(local)]),
    steps,
    rows.map(total),
    increase(VECTOR, ROWS * TILE * 4),
  ]);
  return assembleModule({ parameters: 4, integers: 0, vectors: 1 + ROWS * SUMS, body });
}
