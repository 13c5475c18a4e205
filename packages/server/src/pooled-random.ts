import { randomFillSync } from "node:crypto";

const POOL_BYTES = 16 * 1024;

/**
 * Random bytes, drawn from the system in larger parts: each draw of its own costs as much as a thousand bytes, and a request
 * needs several. Every byte is given out once.
 */
export function createPooledRandom(): (size: number) => Uint8Array {
  let pool = new Uint8Array(0);
  let used = 0;
  return (size) => {
    if (size > POOL_BYTES) return randomFillSync(new Uint8Array(size));
    if (used + size > pool.length) {
      // A new one each time: what was given out is somebody else's now.
      pool = randomFillSync(new Uint8Array(POOL_BYTES));
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
