import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { createBandit } from "./bandit.ts";
import type { PolicyName } from "./choose-action.ts";
import { measureRegret } from "./measure-regret.ts";

const policies = fc.constantFrom<PolicyName>("linucb", "thompson", "epsilon_greedy");
const vector = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
const actionsOf = (count: number) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({ id: fc.constant(`a${i}`), shared: vector(3), own: vector(2) }),
    ),
  );

describe("every policy", () => {
  test("gives probabilities that sum to 1 and never fall below the floor, and the propensity it chose with", () => {
    const learned = fc.array(fc.tuple(actionsOf(1), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 20 });
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 1, max: 8 }).chain(actionsOf),
        learned,
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        fc.integer(),
        (policy, actions, seen, epsilon, seed) => {
          const bandit = createBandit({ shared: 3, own: 2, discount: 0.99 });
          for (const [[action], reward] of seen) if (action) bandit.learn({ action, reward });
          const { chosen, propensity, probabilities } = bandit.choose(actions, { policy, epsilon, width: 0.5 }, seed);
          expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
          expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(epsilon / actions.length - 1e-12);
          expect(propensity).toBe(probabilities[chosen]);
        },
      ),
    );
  });

  test("makes a logged decision again from the kept state, the features and the seed alone", () => {
    const rounds = fc.array(fc.tuple(actionsOf(4), fc.integer(), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(policies, rounds, (policy, log) => {
        const options = { policy, epsilon: 0.05, width: 0.5 };
        const bandit = createBandit({ shared: 3, own: 2, discount: 0.999 });
        const decisions = log.map(([actions, seed, reward]) => {
          const state = JSON.stringify(bandit.state());
          const choice = bandit.choose(actions, options, seed);
          const action = actions[choice.chosen];
          if (action) bandit.learn({ action, reward });
          return { state, actions, seed, choice };
        });
        for (const { state, actions, seed, choice } of decisions) {
          const again = createBandit({ shared: 3, own: 2, discount: 0.999, state: JSON.parse(state) });
          expect(again.choose(actions, options, seed)).toEqual(choice);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is chosen as often as its propensity says", () => {
    const bandit = createBandit({ shared: 1, own: 0, discount: 1 });
    const actions = [0, 1, 2].map((value) => ({ id: `a${value}`, shared: [value], own: [] }));
    for (const action of actions) bandit.learn({ action, reward: Number(action.id === "a1") });
    const counts = [0, 0, 0];
    let expected = [0, 0, 0];
    for (let seed = 0; seed < 20_000; seed += 1) {
      const { chosen, probabilities } = bandit.choose(actions, { policy: "thompson", epsilon: 0.2, width: 1 }, seed);
      counts[chosen] = (counts[chosen] ?? 0) + 1 / 20_000;
      expected = expected.map((sum, i) => sum + (probabilities[i] ?? 0) / 20_000);
    }
    for (const [i, share] of counts.entries()) expect(Math.abs(share - (expected[i] ?? 0))).toBeLessThan(0.02);
  });
});

describe("the hybrid model", () => {
  /** Ridge regression over the features of all actions side by side is the same model, solved without its blocks. */
  test("is the ridge regression on shared and own features together", () => {
    const random = createRandom(3);
    const draw = (length: number) => Array.from({ length }, () => random.normal());
    const bandit = createBandit({ shared: 2, own: 2, discount: 1 });
    const seen = Array.from({ length: 60 }, (_, i) => ({
      action: { id: `a${i % 3}`, shared: draw(2), own: draw(2) },
      reward: random.next(),
    }));
    for (const observation of seen) bandit.learn(observation);
    const flat = createBandit({ shared: 8, own: 0, discount: 1 });
    const flatten = ({ id, shared, own }: { id: string; shared: number[]; own: number[] }) => ({
      id,
      shared: [...shared, ...[0, 1, 2].flatMap((k) => (id === `a${k}` ? own : [0, 0]))],
      own: [],
    });
    for (const { action, reward } of seen) flat.learn({ action: flatten(action), reward });
    for (let i = 0; i < 20; i += 1) {
      const actions = [0, 1, 2].map((k) => ({ id: `a${k}`, shared: draw(2), own: draw(2) }));
      for (const width of [0, 0.3, 3]) {
        const options = { policy: "linucb", epsilon: 0, width } as const;
        expect(bandit.choose(actions, options, 1)).toEqual(flat.choose(actions.map(flatten), options, 1));
      }
    }
  });

  test("forgets what was true before, when told to", () => {
    const chosenAfter = (discount: number) => {
      const bandit = createBandit({ shared: 0, own: 1, discount });
      const actions = ["old", "new"].map((id) => ({ id, shared: [], own: [1] }));
      for (let round = 0; round < 2_000; round += 1) {
        for (const action of actions) bandit.learn({ action, reward: Number((action.id === "old") === round < 1_500) });
      }
      return actions[bandit.choose(actions, { policy: "epsilon_greedy", epsilon: 0, width: 0 }, 1).chosen]?.id;
    };
    expect(chosenAfter(1)).toBe("old");
    expect(chosenAfter(0.99)).toBe("new");
  });
});

test("in a linear world LinUCB and Thompson sampling lose far less than choosing at random, and less than ε-greedy", () => {
  const options = { seed: 11, rounds: 4_000, actions: 8, features: 12 };
  const greedy = measureRegret(null, options).lastTenth;
  for (const policy of [
    { policy: "linucb", epsilon: 0, width: 0.6 },
    { policy: "thompson", epsilon: 0, width: 0.2 },
  ] as const) {
    const { regret, lastTenth } = measureRegret(policy, options);
    expect(regret).toBeLessThan(0.15);
    expect(lastTenth).toBeLessThan(greedy);
  }
});

test("features of another length and numbers that are none are refused before they spoil what was learned", () => {
  const bandit = createBandit({ shared: 1, own: 1, discount: 1 });
  expect(() => bandit.learn({ action: { id: "a", shared: [1, 2], own: [1] }, reward: 1 })).toThrow(RangeError);
  expect(() => bandit.learn({ action: { id: "a", shared: [1], own: [Number.NaN] }, reward: 1 })).toThrow(RangeError);
  expect(bandit.state().learned).toBe(0);
});
