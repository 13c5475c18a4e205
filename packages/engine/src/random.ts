/** A stream of pseudo-random numbers; the same seed gives the same stream on every machine. Not for secrets. */
export interface Random {
  /** 32 uniform bits as an unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1) with 53 bits of precision. */
  next(): number;
  /** Uniform integer in [0, bound), without modulo bias. @throws RangeError unless 1 ≤ bound ≤ 2³² */
  int(bound: number): number;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /** One element, each equally likely. @throws RangeError if there is none */
  pick<T>(from: readonly T[]): T;
}

/**
 * Creates a generator from any number. The seed is spread over the state by SplitMix32, so near seeds give unrelated
 * streams; the stream is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
 * 2021), period 2¹²⁸ − 1, chosen because it needs 32-bit arithmetic only.
 */
export function createRandom(seed: number): Random {
  return fromBits(createXoshiro128(spreadSeed(seed)));
}

/**
 * The bare xoshiro128** stream of a given state.
 * @param state four words, not all zero
 */
export function createXoshiro128(state: readonly [number, number, number, number]): () => number {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  };
}

/**
 * Draws ranks 0 … size − 1 with probability proportional to 1 / (rank + 1)^exponent (Zipf's law).
 * Inversion on the cumulative table: O(size) memory once, O(log size) per draw.
 * @throws RangeError unless size ≥ 1
 */
export function createZipf(random: Random, size: number, exponent: number): () => number {
  if (!(size >= 1)) throw new RangeError(`A Zipf law needs at least one rank, not ${size}`);
  const cumulative = new Float64Array(size);
  let total = 0;
  for (let rank = 0; rank < size; rank += 1) {
    total += (rank + 1) ** -exponent;
    cumulative[rank] = total;
  }
  return () => {
    const target = random.next() * total;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function fromBits(uint32: () => number): Random {
  let spareNormal: number | undefined;
  const next = () => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;

  function int(bound: number): number {
    if (!(bound >= 1 && bound <= 2 ** 32)) throw new RangeError(`No integer lies in [0, ${bound})`);
    // Values past the last whole multiple of bound would make small results likelier; draw again.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = uint32();
    while (value >= limit) value = uint32();
    return value % bound;
  }

  /** Marsaglia's polar method: two normals per accepted pair, the second kept for the next call. */
  function normal(): number {
    if (spareNormal !== undefined) {
      const spare = spareNormal;
      spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * next() - 1;
      const y = 2 * next() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spareNormal = y * factor;
      return x * factor;
    }
  }

  function pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError("Nothing to pick from");
    return from[int(from.length)] as T; // as: the index is below the length
  }

  return { uint32, next, int, normal, pick };
}

/** SplitMix32: one round of mixing per word (the 32-bit finaliser of MurmurHash3 over a Weyl sequence). */
function spreadSeed(seed: number): [number, number, number, number] {
  // Both halves of the double count, so that 1 and 1.5 differ and large seeds do not wrap together.
  const bits = new Uint32Array(new Float64Array([seed]).buffer);
  let counter = (bits[0] ?? 0) ^ Math.imul(bits[1] ?? 0, 0x9e3779b1);
  const word = () => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  // The mixing is a bijection and four counters differ, so at most one word is zero.
  return [word(), word(), word(), word()];
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
