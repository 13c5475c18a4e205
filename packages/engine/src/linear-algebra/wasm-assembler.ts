/** Bytes of WebAssembly code, nested as written. */
export type Code = readonly (number | Code)[];

/** Value types (WebAssembly core specification §5.3). */
const WASM = { i32: 0x7f, empty: 0x40 } as const;
const V128 = 0x7b;

const END = 0x0b;

export const localGet = (local: number): Code => [0x20, unsigned(local)];
export const localSet = (local: number): Code => [0x21, unsigned(local)];
export const i32Const = (value: number): Code => [0x41, signed(value)];
/** Adds a constant to a local. */
export const increase = (local: number, by: number): Code => [localGet(local), i32Const(by), 0x6a, localSet(local)];

/** Runs `body` once, and again as long as the local is below the bound after it. */
export function repeatWhileBelow(local: number, bound: Code, body: Code): Code {
  return [0x03, WASM.empty, body, localGet(local), bound, 0x48, 0x0d, 0x00, END];
}

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
/** Alignment of four bytes: the tiles are made of 32-bit floats. */
const at = (offset: number): Code => [2, unsigned(offset)];
export const loadVector = (offset: number): Code => [simd(0x00), at(offset)];
export const loadSplat = (offset: number): Code => [simd(0x09), at(offset)];
export const storeVector = (offset: number): Code => [simd(0x0b), at(offset)];
export const zeroVector: Code = [simd(0x0c), Array.from({ length: 16 }, () => 0)];
export const addVectors: Code = simd(0xe4);
export const multiplyVectors: Code = simd(0xe6);
/** The higher of two floats, lane by lane. */
export const highestOfVectors: Code = simd(0xe9);
/** The bits of a vector that a mask has. */
export const maskVector: Code = simd(0x4e);
/** Bits of the first vector where the mask on top has them, else of the second. */
export const pickVectors: Code = simd(0x52);
/** Four bytes, each 0 or 1, at an address as a mask of four lanes. */
export const expandBytes = (offset: number): Code => [
  ...[simd(0x5c), at(offset), simd(0x89), simd(0xa9)], // load32_zero, then twice the low half at double width, unsigned
  simd(0xa1), // negated: 1 becomes all bits
];

/** A float in all four lanes. */
export function splatFloat(value: number): Code {
  return [0x43, Array.from(new Uint8Array(Float32Array.of(value).buffer)), simd(0x13)];
}

/** Stores the 32-bit float on the stack at the address below it. */
export const storeFloat: Code = [0x38, at(0)];

/** The sum of the four lanes of a vector, from left to right. */
export function sumLanes(vector: number): Code {
  const lane = (index: number): Code => [localGet(vector), simd(0x1f), index];
  return [lane(0), lane(1), 0x92, lane(2), 0x92, lane(3), 0x92];
}

/** The highest of the four lanes of a vector. */
export function highestOfLanes(vector: number): Code {
  const lane = (index: number): Code => [localGet(vector), simd(0x1f), index];
  return [lane(0), lane(1), 0x97, lane(2), 0x97, lane(3), 0x97];
}

/**
 * A module with one exported function `run` of 32-bit integer parameters and no result, over an imported memory
 * `env.memory` of at least one page. Locals after the parameters: `integers` of i32, then `vectors` of v128.
 */
export function assembleModule(input: {
  parameters: number;
  integers: number;
  vectors: number;
  body: Code;
}): Uint8Array<ArrayBuffer> {
  const { parameters, integers, vectors, body } = input;
  const locals = [2, unsigned(integers), WASM.i32, unsigned(vectors), V128];
  const code = flatten([locals, body, END]);
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, [1, 0x60, unsigned(parameters), Array.from({ length: parameters }, () => WASM.i32), 0]),
      section(2, [1, name("env"), name("memory"), 0x02, 0x00, 1]),
      section(3, [1, 0]),
      section(7, [1, name("run"), 0x00, 0]),
      section(10, [1, unsigned(code.length), code]),
    ]),
  );
}

function section(id: number, content: Code): Code {
  const bytes = flatten(content);
  return [id, unsigned(bytes.length), bytes];
}

function name(text: string): Code {
  return [unsigned(text.length), Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** LEB128 of a non-negative integer. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** Signed LEB128. */
function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 63 || rest < -64) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return [...bytes, rest & 127];
}

function flatten(code: Code): number[] {
  // One pass over a flat list of numbers: the nesting is only how it was written.
  return code.flatMap((part) => (typeof part === "number" ? part : flatten(part)));
}
