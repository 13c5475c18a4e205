/** log2 of the number of registers: 2,048 of them give a standard error of 1.04 / √2048 = 2.3 %. */
const PRECISION = 11;
const REGISTERS = 1 << PRECISION;
/** Bits that are left to count zeros in. */
const RANK_BITS = 64 - PRECISION;
/** First character of a rank's text: printable from here to `Z`, so that JSON needs no escapes. */
const FIRST = 35;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/** Standard error of an estimate, as a share of it. */
export const SKETCH_ERROR = 1.04 / Math.sqrt(REGISTERS);

/** A HyperLogLog sketch: the highest rank that was seen in each register. */
export type Sketch = Uint8Array;

export function emptySketch(): Sketch {
  return new Uint8Array(REGISTERS);
}

/** Adds one hash, as `hashText` gives it. */
export function addHash(sketch: Sketch, high: number, low: number): void {
  const register = high >>> (32 - PRECISION);
  const rest = (high << PRECISION) >>> 0;
  const zeros = rest === 0 ? 32 - PRECISION + Math.clz32(low) : Math.clz32(rest);
  const rank = Math.min(zeros, RANK_BITS) + 1;
  if (rank > (sketch[register] ?? 0)) sketch[register] = rank;
}

/**
 * Estimates how many distinct hashes were added: the improved raw estimator of O. Ertl, “New cardinality estimation
 * algorithms for HyperLogLog sketches” (2017), algorithm 6, which needs no tables and holds from zero on. O(registers).
 */
export function estimateDistinct(sketch: Sketch): number {
  const histogram = new Array<number>(RANK_BITS + 2).fill(0);
  for (const rank of sketch) histogram[rank] = (histogram[rank] ?? 0) + 1;
  let z = REGISTERS * tau(1 - (histogram[RANK_BITS + 1] ?? 0) / REGISTERS);
  for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + (histogram[rank] ?? 0));
  z += REGISTERS * sigma((histogram[0] ?? 0) / REGISTERS);
  return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * z));
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z] = [share, 1, share];
  for (;;) {
    x *= x;
    const before = z;
    z += x * y;
    y += y;
    if (z === before) return z;
  }
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z] = [share, 1, 1 - share];
  for (;;) {
    x = Math.sqrt(x);
    const before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
    if (z === before) return z / 3;
  }
}

/** A sketch as text, the shorter of two forms: every rank, or only those that are not zero with their places. */
export function encodeSketch(sketch: Sketch): string {
  let sparse = "S";
  for (let i = 0; i < REGISTERS && sparse.length <= REGISTERS; i++) {
    const rank = sketch[i] ?? 0;
    if (rank > 0) sparse += `${DIGITS[i >>> 6]}${DIGITS[i & 63]}${String.fromCharCode(FIRST + rank)}`;
  }
  return sparse.length <= REGISTERS ? sparse : `D${String.fromCharCode(...sketch.map((rank) => FIRST + rank))}`;
}

/** The sketch that `encodeSketch` made this text of. */
export function decodeSketch(text: string): Sketch {
  const sketch = emptySketch();
  if (text[0] === "D") {
    for (let i = 0; i < REGISTERS; i++) sketch[i] = text.charCodeAt(i + 1) - FIRST;
    return sketch;
  }
  for (let i = 1; i + 2 < text.length; i += 3) {
    const register = DIGITS.indexOf(text[i] ?? "") * 64 + DIGITS.indexOf(text[i + 1] ?? "");
    sketch[register] = text.charCodeAt(i + 2) - FIRST;
  }
  return sketch;
}
