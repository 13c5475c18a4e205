import { expect, test } from "vitest";
import { createPooledRandom } from "./pooled-random.ts";

test("bytes are given out once, in any sizes, across the ends of the pool", () => {
  const random = createPooledRandom();
  const drawn = Array.from({ length: 20_000 }, (_, i) => random(8 + (i % 17)));
  expect(drawn.every((bytes, i) => bytes.length === 8 + (i % 17))).toBe(true);
  // Eight random bytes never come twice; a byte given out twice would make them.
  const heads = new Set(drawn.map((bytes) => Buffer.from(bytes.subarray(0, 8)).toString("hex")));
  expect(heads.size).toBe(drawn.length);
});

test("more than the pool is drawn at once", () => {
  const bytes = createPooledRandom()(100_000);
  expect(bytes.length).toBe(100_000);
  expect(new Set(bytes).size).toBe(256);
});
