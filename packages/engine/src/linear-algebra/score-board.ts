import type { Code } from "./wasm-assembler.ts";
import {
  addVectors,
  assembleModule,
  expandBytes,
  highestOfLanes,
  highestOfVectors,
  increase,
  loadSplat,
  loadVector,
  localGet,
  localSet,
  maskVector,
  multiplyVectors,
  pickVectors,
  repeatWhileBelow,
  splatFloat,
  storeFloat,
  storeVector,
  zeroVector,
} from "./wasm-assembler.ts";

/** Places whose highest total is kept beside them: where it is too low, none of them is looked at. */
export const BLOCK = 16;
/** Columns that are scaled. */
const COLUMNS = 4;
/** The total of a place that is not open; no other is below 0. */
export const CLOSED = -1;

/**
 * Columns of scores in one memory, summed up by vectors of four: half of a recommendation was this loop. 32-bit floats tell
 * apart what is worth telling apart; whoever needs more digits takes the few best and adds them again.
 */
export type ScoreBoard = {
  /** Places there is room for, a multiple of BLOCK. */
  readonly capacity: number;
  /** 1 where a place takes part; 0 from the last place in use to the end of its block. */
  readonly open: Uint8Array;
  /** Scores to be scaled; one below 0 counts as 0. */
  readonly columns: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
  /** Scores ≥ 0 that are added as they are. */
  readonly extra: Float32Array;
  /** Of the last `sum`: the total of each open place, CLOSED of the others, and the highest of each block. */
  readonly totals: Float32Array;
  readonly blocks: Float32Array;
  /** Highest open score of each column among the first `count` places, at least 0; a view that the next call overwrites. */
  highest(count: number): Float32Array;
  /** Sums up the first `count` places: each column times its scale, and the extra. */
  sum(count: number, scales: readonly [number, number, number, number]): void;
};

/** An empty board with a WebAssembly kernel, or plain loops where the engine has none. O(count) per call. */
export function createScoreBoard(capacity: number): ScoreBoard {
  const places = Math.ceil(capacity / BLOCK) * BLOCK;
  const kernels = compileKernels();
  const bytes = HEADER_BYTES + places * (4 * (COLUMNS + 2) + 1) + (places / BLOCK) * 4;
  const memory = kernels && new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  const buffer = memory?.buffer ?? new ArrayBuffer(bytes);
  const column = (index: number) => new Float32Array(buffer, HEADER_BYTES + index * places * 4, places);
  const board: Omit<ScoreBoard, "highest" | "sum"> = {
    capacity: places,
    columns: [column(0), column(1), column(2), column(3)],
    extra: column(COLUMNS),
    totals: column(COLUMNS + 1),
    blocks: new Float32Array(buffer, HEADER_BYTES + (COLUMNS + 2) * places * 4, places / BLOCK),
    open: new Uint8Array(buffer, bytes - places, places),
  };
  const header = new Float32Array(buffer, 0, COLUMNS * 4);
  const found = new Float32Array(COLUMNS);
  if (!kernels || !memory) return { ...board, ...plainLoops(board, found) };
  const start = (module: WebAssembly.Module) =>
    new WebAssembly.Instance(module, { env: { memory } }).exports.run as (...addresses: number[]) => void; // as: assembled below
  const [findHighest, addUp] = [start(kernels.highest), start(kernels.sum)];
  const addresses = [...board.columns, board.extra, board.totals].map(({ byteOffset }) => byteOffset);
  const endOf = (count: number) => board.open.byteOffset + Math.ceil(count / BLOCK) * BLOCK;
  return {
    ...board,
    highest(count) {
      findHighest(...addresses.slice(0, COLUMNS), board.open.byteOffset, endOf(count), 0);
      for (let index = 0; index < COLUMNS; index += 1) {
        found[index] = Math.max(...header.subarray(index * 4, index * 4 + 4));
      }
      return found;
    },
    sum(count, scales) {
      header.set(scales);
      addUp(...addresses, board.blocks.byteOffset, board.open.byteOffset, endOf(count), 0);
    },
  };
}

function plainLoops(
  { columns, extra, totals, blocks, open }: Omit<ScoreBoard, "highest" | "sum">,
  found: Float32Array,
): Pick<ScoreBoard, "highest" | "sum"> {
  return {
    highest(count) {
      columns.forEach((column, index) => {
        let highest = 0;
        for (let place = 0; place < count; place += 1) {
          if (open[place] === 1) highest = Math.max(highest, column[place] ?? 0);
        }
        found[index] = highest;
      });
      return found;
    },
    sum(count, scales) {
      const end = Math.ceil(count / BLOCK) * BLOCK;
      for (let place = 0; place < end; place += 1) {
        let total = extra[place] ?? 0;
        for (const [index, column] of columns.entries()) {
          total = Math.fround(total + Math.fround(Math.max(0, column[place] ?? 0) * Math.fround(scales[index] ?? 0)));
        }
        totals[place] = open[place] === 1 ? total : CLOSED;
      }
      for (let block = 0; block < end / BLOCK; block += 1) {
        blocks[block] = Math.max(...totals.subarray(block * BLOCK, (block + 1) * BLOCK));
      }
    },
  };
}

/** Room for one vector of each column: scales that go in, or what comes out. */
const HEADER_BYTES = COLUMNS * 16;

let compiled: { kernels: Record<"highest" | "sum", WebAssembly.Module> | undefined } | undefined;

/** Assembled and compiled once for all boards. */
function compileKernels() {
  if (compiled === undefined) {
    const [highest, sum] = [assembleHighest(), assembleSum()];
    const isKnown = WebAssembly.validate(highest) && WebAssembly.validate(sum);
    compiled = {
      kernels: isKnown ? { highest: new WebAssembly.Module(highest), sum: new WebAssembly.Module(sum) } : undefined,
    };
  }
  return compiled.kernels;
}

const indices = Array.from({ length: COLUMNS }, (_, index) => index);
const STEPS = Array.from({ length: BLOCK / 4 }, (_, step) => step);

/** Parameters: the columns, the bytes that say who is open, their end, and where the vectors of what was found go. */
function assembleHighest(): Uint8Array<ArrayBuffer> {
  const [OPEN, END, OUT] = [COLUMNS, COLUMNS + 1, COLUMNS + 2];
  const MASK = COLUMNS + 3;
  const found = (index: number) => MASK + 1 + index;
  const look = (at: number, index: number): Code => [
    ...[localGet(found(index)), localGet(index), loadVector(at * 16), localGet(MASK), maskVector],
    ...[highestOfVectors, localSet(found(index))],
  ];
  const step = (at: number): Code => [
    ...[localGet(OPEN), expandBytes(at * 4), localSet(MASK)],
    indices.map((index) => look(at, index)),
  ];
  const body: Code = [
    repeatWhileBelow(OPEN, localGet(END), [
      STEPS.map(step),
      indices.map((index) => increase(index, BLOCK * 4)),
      increase(OPEN, BLOCK),
    ]),
    indices.map((index): Code => [localGet(OUT), localGet(found(index)), storeVector(index * 16)]),
  ];
  return assembleModule({ parameters: COLUMNS + 3, integers: 0, vectors: 1 + COLUMNS, body });
}

/** Parameters: the columns, the extra, the totals, the blocks, the bytes that say who is open, their end, and where the scales are. */
function assembleSum(): Uint8Array<ArrayBuffer> {
  const [EXTRA, TOTALS, BLOCKS] = [COLUMNS, COLUMNS + 1, COLUMNS + 2];
  const [OPEN, END, SCALES] = [COLUMNS + 3, COLUMNS + 4, COLUMNS + 5];
  const SUM = SCALES + 1;
  const BEST = SUM + 1;
  const NOTHING = SUM + 2;
  const scale = (index: number) => SUM + 3 + index;
  const step = (at: number): Code => [
    [localGet(EXTRA), loadVector(at * 16), localSet(SUM)],
    indices.map(
      (index): Code => [
        ...[localGet(SUM), localGet(index), loadVector(at * 16), zeroVector, highestOfVectors],
        ...[localGet(scale(index)), multiplyVectors, addVectors, localSet(SUM)],
      ],
    ),
    [localGet(SUM), localGet(NOTHING), localGet(OPEN), expandBytes(at * 4), pickVectors, localSet(SUM)],
    [localGet(TOTALS), localGet(SUM), storeVector(at * 16)],
    [localGet(BEST), localGet(SUM), highestOfVectors, localSet(BEST)],
  ];
  const body: Code = [
    [splatFloat(CLOSED), localSet(NOTHING)],
    indices.map((index): Code => [localGet(SCALES), loadSplat(index * 4), localSet(scale(index))]),
    repeatWhileBelow(OPEN, localGet(END), [
      [localGet(NOTHING), localSet(BEST)],
      STEPS.map(step),
      [localGet(BLOCKS), highestOfLanes(BEST), storeFloat],
      [...indices, EXTRA, TOTALS].map((local) => increase(local, BLOCK * 4)),
      increase(BLOCKS, 4),
      increase(OPEN, BLOCK),
    ]),
  ];
  return assembleModule({ parameters: COLUMNS + 6, integers: 0, vectors: 3 + COLUMNS, body });
}
