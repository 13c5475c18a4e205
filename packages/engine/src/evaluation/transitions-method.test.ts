import { describe, expect, it } from "vitest";
import { groupByUser } from "../collaborative/interactions.ts";
import { createRandom } from "../random.ts";
import { prepareTransitions, transitionsMethod } from "./transitions-method.ts";

const ITEMS = 8;
/** Each row a user, who turned to these items a minute after another. */
const tableOfSteps = (steps: readonly (readonly number[])[]) => ({
  users: steps.length,
  items: ITEMS,
  userOf: Int32Array.from(steps.flatMap((items, user) => items.map(() => user))),
  itemOf: Int32Array.from(steps.flat()),
  timesMs: Float64Array.from(steps.flatMap((items) => items.map((_, step) => step * 60_000))),
});
const historyOf = (...items: number[]) => ({
  user: -1,
  items: Int32Array.from(items),
  timesMs: Float64Array.from(items, (_, step) => step),
});
const SETTINGS = { decay: 0.7, support: 1 };

describe("transitions as a method", () => {
  it("say the same of a history, whatever was asked before, and nothing of items that never followed", () => {
    const train = groupByUser(
      tableOfSteps([
        [0, 1],
        [2, 1],
        [2, 3],
        [4, 5],
        [4, 6],
      ]),
    );
    const prepare = () => transitionsMethod.prepare(train, createRandom(1))(SETTINGS);
    const [fresh, scores, again] = [0, 1, 2].map(() => new Float64Array(ITEMS));
    prepare()(historyOf(2), fresh ?? new Float64Array());
    const asked = prepare();
    for (const item of [4, 2, 0]) asked(historyOf(item), new Float64Array(ITEMS));
    asked(historyOf(2), scores ?? new Float64Array());
    expect(scores).toEqual(fresh);
    // Two people each went on from the item, to two others: neither counts more.
    expect(scores?.[1]).toBeCloseTo(scores?.[3] ?? 0, 6);
    expect([0, 4, 5, 6, 7].map((item) => scores?.[item])).toEqual([0, 0, 0, 0, 0]);
    asked(historyOf(2), again ?? new Float64Array());
    expect(again).toEqual(fresh);
  });

  it("hear of repeats: what a user came back to is what followed", () => {
    const steps = tableOfSteps([[0, 1, 2, 0, 3]]);
    const score = (table: typeof steps) => {
      const scores = new Float64Array(ITEMS);
      prepareTransitions(table)(SETTINGS)(historyOf(0), scores);
      return scores;
    };
    expect(score(steps)[1]).toBeGreaterThan(0.1);
    expect(score(steps)[3]).toBeGreaterThan(0.1);
  });
});
