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
export function createDotKernel(capacity: number): DotKernel {
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

const [QUERY, VECTOR, PRODUCT, END, SUM] = [0, 1, 2, 3, 4] as const;
/** Sums that do not wait for one another. */
const SUMS = 4;

function assembleDot(): Uint8Array<ArrayBuffer> {
  const sums = Array.from({ length: SUMS }, (_, index) => SUM + index);
  const steps = Array.from({ length: TILE / 4 }, (_, step): Code => {
    const sum = SUM + (step % SUMS);
    const at = step * 16;
    return [
      ...[localGet(sum), localGet(VECTOR), loadVector(at), localGet(QUERY), loadVector(at)],
      ...[multiplyVectors, addVectors, localSet(sum)],
    ];
  });
  const total: Code = [
    ...[localGet(SUM), localGet(SUM + 1), addVectors, localGet(SUM + 2), addVectors],
    ...[localGet(SUM + 3), addVectors, localSet(SUM)],
  ];
  const body = repeatWhileBelow(PRODUCT, localGet(END), [
    sums.map((sum) => [zeroVector, localSet(sum)]),
    steps,
    total,
    [localGet(PRODUCT), sumLanes(SUM), storeFloat],
    increase(VECTOR, TILE * 4),
    increase(PRODUCT, 4),
  ]);
  return assembleModule({ parameters: 4, integers: 0, vectors: SUMS, body });
}
