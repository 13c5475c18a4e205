import type { Code } from "./wasm-assembler.ts";
import {
  addVectors,
  assembleModule,
  i32Const,
  increase,
  loadSplat,
  loadVector,
  localGet,
  localSet,
  multiplyVectors,
  repeatWhileBelow,
  storeVector,
  zeroVector,
} from "./wasm-assembler.ts";

/** Rows and columns of a tile. */
export const TILE = 64;
/** Floats of a tile. */
export const TILE_FLOATS = TILE * TILE;

/** A piece of memory for 32-bit floats and the one operation that all dense algebra here is made of. */
export type TileKernel = {
  readonly floats: Float32Array;
  /**
   * C += Aᵀ·B, where C is one row-major tile and A and B are `depth` rows of 64. Positions in floats, `depth` ≥ 1; C
   * must not overlap A or B.
   */
  multiplyAdd(c: number, a: number, b: number, depth: number): void;
  /** Whether it runs on 128-bit vectors. */
  readonly vectorised: boolean;
};

const PAGE_FLOATS = 16_384;
/** The register tile: 4 × 8 sums are 8 of the 16 vector registers of x86-64; 2 hold B, 1 holds A. */
const ROWS = 4;
const COLUMNS = 8;
const ROW_BYTES = TILE * 4;

/**
 * Memory for `size` floats with a WebAssembly kernel on 128-bit vectors, or plain loops where the engine has none. Both
 * add in the same order in 32 bits, so they agree to the last bit.
 * @throws RangeError when the memory cannot be had (4 GiB at most)
 */
export function createTileKernel(size: number, options: { vectorised?: boolean } = {}): TileKernel {
  const module = options.vectorised === false ? undefined : compileMultiply();
  if (module === undefined) return createScalarKernel(size);
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(size / PAGE_FLOATS)) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const run = exports.run as (c: number, a: number, b: number, depth: number) => void; // as: assembled below with this signature
  return {
    floats: new Float32Array(memory.buffer, 0, size),
    multiplyAdd: (c, a, b, depth) => run(c * 4, a * 4, b * 4, depth),
    vectorised: true,
  };
}

let compiled: { module: WebAssembly.Module | undefined } | undefined;

/** Assembled and compiled once: a small problem is solved in less time than that takes. */
function compileMultiply(): WebAssembly.Module | undefined {
  if (compiled === undefined) {
    const bytes = assembleMultiply();
    compiled = { module: WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined };
  }
  return compiled.module;
}

function createScalarKernel(size: number): TileKernel {
  const floats = new Float32Array(size);
  const sums = new Float32Array(TILE);
  const multiplyAdd: TileKernel["multiplyAdd"] = (c, a, b, depth) => {
    for (let row = 0; row < TILE; row += 1) {
      sums.fill(0);
      for (let k = 0; k < depth; k += 1) {
        const left = floats[a + k * TILE + row] ?? 0;
        const base = b + k * TILE;
        for (let column = 0; column < TILE; column += 1) {
          sums[column] = (sums[column] ?? 0) + Math.fround(left * (floats[base + column] ?? 0));
        }
      }
      const target = c + row * TILE;
      for (let column = 0; column < TILE; column += 1) {
        floats[target + column] = (floats[target + column] ?? 0) + (sums[column] ?? 0);
      }
    }
  };
  return { floats, multiplyAdd, vectorised: false };
}

// Locals: the parameters c, a, b, depth; then integers; then vectors.
const [C, A, B, DEPTH, ROW, COLUMN, PA, PB, STEP, PC] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const FIRST_VECTOR = 10;
const sumOf = (row: number, half: number) => FIRST_VECTOR + row * 2 + half;
const RIGHT = FIRST_VECTOR + ROWS * 2;
const LEFT = RIGHT + 2;

function assembleMultiply(): Uint8Array<ArrayBuffer> {
  const set = (local: number, value: Code): Code => [value, localSet(local)];
  const sum = (...parts: Code[]): Code => parts.reduce((left, right) => [left, right, 0x6a]);
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const body = [
    set(ROW, i32Const(0)),
    repeatWhileBelow(ROW, i32Const(ROW_BYTES), [
      set(COLUMN, i32Const(0)),
      repeatWhileBelow(COLUMN, i32Const(ROW_BYTES), [
        set(PA, sum(localGet(A), localGet(ROW))),
        set(PB, sum(localGet(B), localGet(COLUMN))),
        set(STEP, i32Const(0)),
        rows.flatMap((row) => [set(sumOf(row, 0), zeroVector), set(sumOf(row, 1), zeroVector)]),
        repeatWhileBelow(STEP, localGet(DEPTH), multiplyStep(rows)),
        // The byte offset of a row in A is a quarter of 64 rows in C.
        set(PC, sum(localGet(C), localGet(COLUMN), [localGet(ROW), i32Const(6), 0x74])),
        rows.flatMap((row) => [addToTile(row, 0), addToTile(row, 1)]),
        increase(COLUMN, COLUMNS * 4),
      ]),
      increase(ROW, ROWS * 4),
    ]),
  ];
  return assembleModule({ parameters: 4, integers: 6, vectors: ROWS * 2 + 3, body });
}

/** One step along the depth: 32 multiplications for two vectors and four floats read. */
function multiplyStep(rows: readonly number[]): Code {
  const addProduct = (row: number, half: number): Code => [
    ...[localGet(sumOf(row, half)), localGet(LEFT), localGet(RIGHT + half)],
    ...[multiplyVectors, addVectors, localSet(sumOf(row, half))],
  ];
  return [
    ...[localGet(PB), loadVector(0), localSet(RIGHT), localGet(PB), loadVector(16), localSet(RIGHT + 1)],
    ...rows.map((row) => [localGet(PA), loadSplat(row * 4), localSet(LEFT), addProduct(row, 0), addProduct(row, 1)]),
    ...[increase(PA, ROW_BYTES), increase(PB, ROW_BYTES), increase(STEP, 1)],
  ];
}

function addToTile(row: number, half: number): Code {
  const offset = row * ROW_BYTES + half * 16;
  return [localGet(PC), localGet(PC), loadVector(offset), localGet(sumOf(row, half)), addVectors, storeVector(offset)];
}
