import { describe, expect, it } from "vitest";
import { itemsOfUser } from "./interactions.ts";
import { interactionsOfTastes } from "./interactions-of-tastes.ts";
import type { ItemWeights } from "./item-weights.ts";
import { EASE_DEFAULTS, trainEase } from "./train-ease.ts";

const data = interactionsOfTastes({ users: 120, groups: 4, perGroup: 20, seed: 5 });
const weightOf = ({ starts, targets, weights }: ItemWeights, from: number, to: number) => {
  const place = targets.subarray(starts[from], starts[from + 1]).indexOf(to);
  return place < 0 ? 0 : (weights[(starts[from] ?? 0) + place] ?? 0);
};

/** B = I − P·diag(1 / diag P), P = (XᵀX + λ)⁻¹, by Gauss–Jordan in 64 bits: the formula as the paper has it. */
function weightsOfPaper(regularisation: number): number[][] {
  const n = data.items;
  const gram = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? regularisation : 0)));
  for (let user = 0; user < data.users; user += 1) {
    const own = itemsOfUser(data, user);
    for (const i of own) for (const j of own) (gram[i] ?? [])[j] = (gram[i]?.[j] ?? 0) + 1;
  }
  const wide = gram.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let pivot = 0; pivot < n; pivot += 1) {
    const scale = wide[pivot]?.[pivot] ?? 1;
    const row = (wide[pivot] ?? []).map((value) => value / scale);
    wide[pivot] = row;
    wide.forEach((other, index) => {
      const factor = other[pivot] ?? 0;
      if (index !== pivot) wide[index] = other.map((value, j) => value - factor * (row[j] ?? 0));
    });
  }
  const inverse = wide.map((row) => row.slice(n));
  return inverse.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / (inverse[j]?.[j] ?? 1))));
}

describe("trainEase", () => {
  it("gives the closed form of the paper", () => {
    const trained = trainEase(data, { ...EASE_DEFAULTS, regularisation: 20 });
    weightsOfPaper(20).forEach((row, from) => {
      row.forEach((weight, to) => {
        expect(Math.abs(weightOf(trained, from, to) - weight)).toBeLessThan(1e-5);
      });
    });
  });

  it("keeps the strongest weights of each item, and as many as may be kept", () => {
    const whole = trainEase(data, { ...EASE_DEFAULTS, regularisation: 20 });
    const cut = trainEase(data, { ...EASE_DEFAULTS, regularisation: 20, weightsPerItem: 7, maxWeights: 0 });
    for (let item = 0; item < data.items; item += 1) {
      const all = [...whole.weights.subarray(whole.starts[item], whole.starts[item + 1])];
      const kept = [...cut.weights.subarray(cut.starts[item], cut.starts[item + 1])];
      const strongest = all.toSorted((left, right) => Math.abs(right) - Math.abs(left)).slice(0, 7);
      expect(kept.map(Math.abs).toSorted()).toEqual(strongest.map(Math.abs).toSorted());
    }
  });

  it("leaves items beyond the head without weights and keeps the numbers of the others", () => {
    const headed = trainEase(data, { ...EASE_DEFAULTS, headItems: 10 });
    const rows = Array.from(
      { length: data.items },
      (_, item) => (headed.starts[item + 1] ?? 0) - (headed.starts[item] ?? 0),
    );
    expect(rows.filter((size) => size > 0)).toHaveLength(10);
    expect(new Set(headed.targets).size).toBe(10);
  });

  it("finds the group that an item belongs to, nearly always", () => {
    const { starts, targets, weights } = trainEase(data, { ...EASE_DEFAULTS, regularisation: 50 });
    const right = Array.from({ length: data.items }, (_, item) => {
      const own = weights.subarray(starts[item], starts[item + 1]);
      const best = targets[(starts[item] ?? 0) + own.indexOf(Math.max(...own))] ?? -1;
      return Number(Math.floor(best / 20) === Math.floor(item / 20));
    });
    expect(right.reduce((sum, isRight) => sum + isRight, 0)).toBeGreaterThan(data.items * 0.9);
  });
});
