import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { itemsOfUser } from "./interactions.ts";
import { interactionsOfTastes } from "./interactions-of-tastes.ts";
import type { Factors } from "./item-factors.ts";
import { alignFactors, createFolder } from "./item-factors.ts";
import type { IalsOptions } from "./train-ials.ts";
import { trainIals } from "./train-ials.ts";

const data = interactionsOfTastes({ users: 120, groups: 4, perGroup: 20, seed: 9 });
const OPTIONS: IalsOptions = { dimensions: 8, sweeps: 10, unobservedWeight: 0.1, regularisation: 0.01 };
const wholeHistory = (user: number) => Array.from(itemsOfUser(data, user), (item) => ({ item, weight: 1 }));

/** The loss of Rendle et al. (2022), eq. 1 to 3 with ν = 1, of a factorisation whose users are folded in. */
function lossOf(factors: Factors, options: IalsOptions): number {
  const folder = createFolder(factors);
  let loss = 0;
  for (let user = 0; user < data.users; user += 1) {
    const scores = folder.score(wholeHistory(user)).slice();
    for (const item of itemsOfUser(data, user)) loss += ((scores[item] ?? 0) - 1) ** 2;
    for (const score of scores) loss += options.unobservedWeight * score ** 2;
  }
  return loss;
}

describe("trainIals", () => {
  it("lowers the loss with every sweep", () => {
    const losses = [1, 2, 4, 8].map((sweeps) =>
      lossOf(trainIals(data, { ...OPTIONS, sweeps }, createRandom(1)), OPTIONS),
    );
    expect(losses).toEqual(losses.toSorted((left, right) => right - left));
    expect(losses[3]).toBeLessThan((losses[0] ?? 0) * 0.98);
  });

  it.each([
    ["shorter than the dimensions", 5],
    ["longer", 30],
  ])(
    "solves the least squares of a history %s exactly: no step away from the folded-in vector is better",
    (_, size) => {
      const factors = alignFactors(trainIals(data, OPTIONS, createRandom(1)));
      const history = Array.from({ length: size }, (_, index) => ({ item: (index * 7) % 80, weight: 1 - index / 60 }));
      const weightOf = new Map(history.map(({ item, weight }) => [item, weight]));
      const vector = foldedVector(factors, history);
      const total = history.reduce((sum, { weight }) => sum + weight, 0);
      const ridge = OPTIONS.regularisation * (total + OPTIONS.unobservedWeight * data.items);
      const lossAt = (user: Float64Array) => {
        let loss = ridge * user.reduce((sum, value) => sum + value * value, 0);
        for (let item = 0; item < data.items; item += 1) {
          const score = user.reduce((sum, value, k) => sum + value * (factors.items[item * 64 + k] ?? 0), 0);
          loss += OPTIONS.unobservedWeight * score ** 2 + (weightOf.get(item) ?? 0) * (score - 1) ** 2;
        }
        return loss;
      };
      const least = lossAt(vector);
      for (let k = 0; k < OPTIONS.dimensions; k += 1) {
        for (const step of [-0.02, 0.02]) {
          expect(lossAt(vector.with(k, (vector[k] ?? 0) + step))).toBeGreaterThan(least);
        }
      }
    },
  );

  it("keeps every inner product in coordinates in which the Gram matrix is diagonal", () => {
    const factors = trainIals(data, OPTIONS, createRandom(1));
    const aligned = alignFactors(factors);
    const [before, after] = [createFolder(factors), createFolder(aligned)];
    const items = Int32Array.from({ length: data.items }, (_, item) => item);
    const [products, aligneds] = [new Float64Array(data.items), new Float64Array(data.items)];
    before.likenesses(3, items, products);
    after.likenesses(3, items, aligneds);
    for (const item of items) {
      expect(aligneds[item]).toBeCloseTo(innerProduct(factors.items, 3, item), 5);
      expect(products[item]).toBeCloseTo(aligneds[item] ?? 0, 5);
    }
    expect(alignFactors(aligned)).toBe(aligned);
  });

  it("scores the items of a stranger's taste above others", () => {
    const folder = createFolder(trainIals(data, OPTIONS, createRandom(1)));
    const scores = folder.score([41, 44, 47, 50, 53].map((item) => ({ item, weight: 1 })));
    const best = [...scores.keys()].sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0)).slice(0, 10);
    expect(best.filter((item) => item >= 40 && item < 60).length).toBeGreaterThanOrEqual(9);
  });

  it("scores places as their items, wherever they stand and however many come after them", () => {
    const factors = trainIals(data, OPTIONS, createRandom(1));
    const inOrder = createFolder(factors);
    const placed = createFolder(factors, Int32Array.of(7, -1, 3));
    placed.reserve(300);
    placed.put(299, 5);
    placed.put(0, -1);
    const expected = inOrder.score([{ item: 3, weight: 1 }]);
    const scores = placed.score([{ item: 2, weight: 1 }]);
    expect(scores).toHaveLength(300);
    expect([scores[2], scores[299]]).toEqual([expected[3], expected[5]]);
    expect([scores[0], scores[1], scores[150]]).toEqual([0, 0, 0]);
  });

  it("comes as far from known factors in two sweeps as from random ones in ten", () => {
    const ten = trainIals(data, OPTIONS, createRandom(1));
    const warm = trainIals(
      data,
      { ...OPTIONS, sweeps: 2 },
      trainIals(data, { ...OPTIONS, sweeps: 9 }, createRandom(1)),
    );
    expect(lossOf(warm, OPTIONS)).toBeLessThan(lossOf(ten, OPTIONS) * 1.001);
  });

  it("gives the same numbers for the same seed", () => {
    expect(trainIals(data, OPTIONS, createRandom(4)).items).toEqual(trainIals(data, OPTIONS, createRandom(4)).items);
  });
});

/** The vector that scores were made from: solved from them, as the items' vectors are known. */
function foldedVector(factors: Factors, history: readonly { item: number; weight: number }[]): Float64Array {
  const folder = createFolder(factors);
  const first = folder.count;
  folder.reserve(first + OPTIONS.dimensions);
  // Unit vectors read the coordinates off.
  const units = Array.from({ length: OPTIONS.dimensions }, (_, k) => first + k);
  for (const [k, unit] of units.entries()) folder.vectorOf(unit).set([1], k);
  const scores = folder.score(history);
  return Float64Array.from(units, (unit) => scores[unit] ?? 0);
}

function innerProduct(vectors: Float32Array, left: number, right: number): number {
  let sum = 0;
  for (let k = 0; k < 64; k += 1) sum += (vectors[left * 64 + k] ?? 0) * (vectors[right * 64 + k] ?? 0);
  return sum;
}
