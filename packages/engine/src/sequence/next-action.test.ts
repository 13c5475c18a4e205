import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { fitNextAction, predictNextAction } from "./next-action.ts";

const sequence = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 });

describe("the next action", () => {
  it("is a distribution after any history, known or not", () => {
    fc.assert(
      fc.property(fc.array(sequence, { maxLength: 5 }), sequence, (sequences, history) => {
        const probabilities = predictNextAction(fitNextAction(sequences, 5), history);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        expect(probabilities.every((value) => value >= 0)).toBe(true);
      }),
    );
  });

  it("shares by method C: after 'abracadabra', b has 2/7, c and d 1/7 each, the rest escapes", () => {
    const letters = "abrcd";
    const text = [..."abracadabra"].map((letter) => letters.indexOf(letter));
    const model = fitNextAction([text], 5, 1);
    const after = predictNextAction(model, [0]);
    // Seen after a: b twice, c once, d once; three kinds of them leave 3 of 4 + 3 to the empty context: a five times, r twice.
    expect(after[1]).toBeCloseTo(2 / 7, 12);
    expect(after[3]).toBeCloseTo(1 / 7, 12);
    expect(after[4]).toBeCloseTo(1 / 7, 12);
    expect(after[0]).toBeCloseTo(((3 / 7) * 5) / 7, 12);
    expect(after[2]).toBeCloseTo(((3 / 7) * 2) / 7, 12);
  });

  it("comes close to the entropy of a source whose last two actions decide, where one action tells nothing", () => {
    const random = createRandom(4);
    const draw = (length: number) => {
      const actions = [0, 1];
      while (actions.length < length) {
        const decided = ((actions.at(-1) ?? 0) + (actions.at(-2) ?? 0)) % 2;
        actions.push(random.next() < 0.9 ? decided : 1 - decided);
      }
      return actions;
    };
    const train = Array.from({ length: 200 }, () => draw(30));
    const bits = (order: number) => meanBits(fitNextAction(train, 2, order), draw(4000));
    const entropy = -(0.9 * Math.log2(0.9) + 0.1 * Math.log2(0.1));
    expect(bits(3)).toBeLessThan(entropy + 0.03);
    expect(bits(1)).toBeGreaterThan(0.9);
  });

  it("keeps the most frequent contexts within its bound", () => {
    const model = fitNextAction([[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]], 4, 3, 5);
    expect(Object.keys(model.contexts)).toHaveLength(5);
    expect(model.contexts[""]).toBeDefined();
  });
});

function meanBits(model: ReturnType<typeof fitNextAction>, actions: number[]): number {
  let bits = 0;
  for (let index = 3; index < actions.length; index += 1) {
    bits -= Math.log2(predictNextAction(model, actions.slice(0, index))[actions[index] ?? 0] ?? 0);
  }
  return bits / (actions.length - 3);
}
