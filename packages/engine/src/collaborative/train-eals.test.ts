import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { itemsOfUser } from "./interactions.ts";
import { interactionsOfTastes } from "./interactions-of-tastes.ts";
import { trainBpr } from "./train-bpr.ts";
import { GORSE_ALS, trainEals } from "./train-eals.ts";

const data = interactionsOfTastes({ users: 60, groups: 3, perGroup: 20, seed: 2 });
// Next to no regularisation: the loss of the predictions alone is then what has to fall.
const OPTIONS = { ...GORSE_ALS, dimensions: 6, regularisation: 1e-6, unobservedWeight: 0.05 };

function predictAll(scorer: ReturnType<typeof trainEals>): Float64Array[] {
  return Array.from({ length: data.users }, (_, user) => {
    const scores = new Float64Array(data.items);
    scorer({ user, items: new Int32Array(), timesMs: new Float64Array() }, scores);
    return scores;
  });
}

function lossOf(epochs: number): number {
  return predictAll(trainEals(data, { ...OPTIONS, epochs }, createRandom(1)))
    .map((scores, user) => {
      const own = new Set(itemsOfUser(data, user));
      return scores.reduce(
        (sum, score, item) => sum + (own.has(item) ? (1 - score) ** 2 : OPTIONS.unobservedWeight * score ** 2),
        0,
      );
    })
    .reduce((sum, loss) => sum + loss, 0);
}

test("element-wise ALS lowers its loss with every epoch", () => {
  const losses = [1, 2, 4, 8, 16].map(lossOf);
  expect(losses).toEqual(losses.toSorted((left, right) => right - left));
  expect(losses[4]).toBeLessThan((losses[0] ?? 0) * 0.9);
});

test("both of Gorse's factorisations put what a user likes before what others like, and score no strangers", () => {
  const bpr = { dimensions: 6, epochs: 30, learningRate: 0.05, regularisation: 0.01, deviation: 0.1 };
  for (const scorer of [trainEals(data, OPTIONS, createRandom(1)), trainBpr(data, bpr, createRandom(1))]) {
    for (const [user, scores] of predictAll(scorer).entries()) {
      const mean = (group: number) => scores.slice(group * 20, group * 20 + 20).reduce((a, b) => a + b, 0);
      expect(mean(user % 3)).toBeGreaterThan(Math.max(mean((user + 1) % 3), mean((user + 2) % 3)));
    }
    const scores = new Float64Array(data.items);
    scorer({ user: -1, items: Int32Array.of(1), timesMs: Float64Array.of(1) }, scores);
    expect(scores.every((score) => score === 0)).toBe(true);
  }
});
