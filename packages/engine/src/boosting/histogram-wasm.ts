/** Opcodes of the WebAssembly specification that the kernel needs; SIMD ones carry the prefix 0xfd. */
const OP = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  branch: 0x0c,
  branchIf: 0x0d,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Load: [0x28, 0x02, 0x00],
  i64Load: [0x29, 0x00, 0x00],
  i32GreaterEqual: [0x4f],
  i32Add: [0x6a],
  i32And: [0x71],
  i32ShiftLeft: [0x74],
  i64ShiftLeft: [0x86],
  i64ShiftRight: [0x88],
  i32Wrap: [0xa7],
  loadTwoFloats: [0xfd, 0x5d, 0x03, 0x00],
  promoteFloats: [0xfd, 0x5f],
  addDoubles: [0xfd, 0xf0, 0x01],
} as const;

/** Value types. */
const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;

/** Locals: five parameters, then the end of the rows, the word of bins, the pair of sums, the address of a bin. */
const [BINS, ROWS, COUNT, GRADIENTS, HISTOGRAM, WORD, PAIR, ADDRESS] = [0, 1, 2, 3, 4, 5, 6, 7];
const FEATURE_BYTES = 256 * 16;

/**
 * The histogram kernel as a WebAssembly module, assembled here so that no compiler is needed to build or install Rapport.
 * For each row: widen its two floats to doubles, load its eight bins as one word, and for each of them load, add and store
 * the 16 bytes of the bin. Imports `env.memory`, exports `addRows(bins, rows, count, gradients, histogram)`.
 */
export function buildHistogramModule(): Uint8Array<ArrayBuffer> {
  const signature = [0x60, ...vector([[I32], [I32], [I32], [I32], [I32]]), ...vector([])];
  const memory = [...text("env"), ...text("memory"), 0x02, 0x00, 0x01];
  const exported = [...text("addRows"), 0x00, 0x00];
  const locals = vector([
    [1, I64],
    [1, V128],
    [1, I32],
  ]);
  const body = [...locals, ...loopOverRows(), ...OP.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [signature]),
    ...section(2, [memory]),
    ...section(3, [[0x00]]),
    ...section(7, [exported]),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
}

function loopOverRows(): number[] {
  // From here on COUNT is the address behind the last row.
  const findEnd = [get(ROWS), get(COUNT), constant(2), OP.i32ShiftLeft, OP.i32Add, set(COUNT)];
  const stopAtEnd = [get(ROWS), get(COUNT), OP.i32GreaterEqual, [OP.branchIf, 1]];
  const loadPair = [get(GRADIENTS), OP.loadTwoFloats, OP.promoteFloats, set(PAIR)];
  const findWord = [get(BINS), get(ROWS), OP.i32Load, constant(3), OP.i32ShiftLeft, OP.i32Add];
  const loadWord = [...findWord, OP.i64Load, set(WORD)];
  const addToBins = Array.from({ length: 8 }, (_, feature) => addToBin(feature));
  const nextRow = [
    get(ROWS),
    constant(4),
    OP.i32Add,
    set(ROWS),
    get(GRADIENTS),
    constant(8),
    OP.i32Add,
    set(GRADIENTS),
  ];
  const body = [...stopAtEnd, ...loadPair, ...loadWord, ...addToBins, ...nextRow, [OP.branch, 0]];
  return [...findEnd, OP.block, OP.loop, ...body, OP.end, OP.end].flat();
}

/** The bin's byte, times 16, is cut out of the word by one shift and one mask; the feature's offset is in the instruction. */
function addToBin(feature: number): number[] {
  const shift = 8 * feature - 4;
  const place = [0x04, ...unsigned(feature * FEATURE_BYTES)];
  return [
    ...get(HISTOGRAM),
    ...get(WORD),
    ...[OP.i64Const, ...signed(Math.abs(shift))],
    ...(shift < 0 ? OP.i64ShiftLeft : OP.i64ShiftRight),
    ...OP.i32Wrap,
    ...constant(0xff0),
    ...OP.i32And,
    ...OP.i32Add,
    ...[OP.localTee, ADDRESS],
    ...get(ADDRESS),
    ...[0xfd, 0x00, ...place],
    ...get(PAIR),
    ...OP.addDoubles,
    ...[0xfd, 0x0b, ...place],
  ];
}

function get(local: number): number[] {
  return [OP.localGet, local];
}

function set(local: number): number[] {
  return [OP.localSet, local];
}

function constant(value: number): number[] {
  return [OP.i32Const, ...signed(value)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(value: string): number[] {
  return vector(Array.from(new TextEncoder().encode(value), (byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 of a number that is not negative, with room for the sign. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
