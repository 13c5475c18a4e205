import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, createXoshiro128, createZipf } from "./random.ts";

describe("createXoshiro128", () => {
  it("gives the stream of an independent implementation (Python integers) from the state 1, 2, 3, 4", () => {
    const next = createXoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 8 }, () => next())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
  });
});

describe("createRandom", () => {
  it("repeats its stream for the same seed and not for another", () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    for (const other of [8, 7.5, -7, 7 + 2 ** 32, 7 * 2 ** 40]) expect(draw(other)).not.toEqual(draw(7));
  });

  it("draws integers below any bound, each value equally often", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const value = createRandom(seed).int(bound);
        return Number.isInteger(value) && value >= 0 && value < bound;
      }),
    );
    const random = createRandom(1);
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 50_000; draw += 1) {
      const value = random.int(5);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Five standard deviations of a binomial count of mean 10,000 are 447.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(447);
    expect(() => random.int(0)).toThrow(RangeError);
    expect(() => random.int(2 ** 33)).toThrow(RangeError);
  });

  it("has uniform doubles and standard normals", () => {
    const random = createRandom(3);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const uniform = Array.from({ length: 50_000 }, () => random.next());
    expect(Math.min(...uniform.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 10_000))).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(uniform.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    const normal = Array.from({ length: 100_000 }, () => random.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.016);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.03);
    expect(normal.filter((value) => Math.abs(value) > 1.96).length / normal.length).toBeCloseTo(0.05, 2);
  });

  it("picks every element in turn and refuses an empty list", () => {
    const random = createRandom(5);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

describe("createZipf", () => {
  it("draws each rank in proportion to 1 / rank^exponent", () => {
    const draw = createZipf(createRandom(11), 5, 1.2);
    const counts = new Float64Array(5);
    for (let index = 0; index < 100_000; index += 1) {
      const rank = draw();
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const weights = [1, 2, 3, 4, 5].map((rank) => rank ** -1.2);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, rank) => {
      expect(Math.abs((counts[rank] ?? 0) / 100_000 - weight / total)).toBeLessThan(0.008);
    });
    expect(() => createZipf(createRandom(1), 0, 1)).toThrow(RangeError);
  });
});
