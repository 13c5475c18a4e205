import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateBudget } from "./allocate-budget.ts";
import { BUDGET_POLICIES } from "./budget-policies.ts";
import { fitHillPosterior, hill } from "./hill-posterior.ts";
import { measureBudget } from "./measure-budget.ts";
import { planBudget } from "./plan-budget.ts";

const STEP = { stepShare: 0.2, minShare: 0.05, maxShare: 0.6 };
const daysOf = (ceiling: number, spends: readonly number[]) =>
  spends.map((spend) => ({ spend, conversions: Math.round(ceiling * hill(spend, 100)), maturity: 1 }));

describe("a division of a budget", () => {
  test("meets the budget and every bound, and nothing on its grid is better", () => {
    const arm = fc.record({ ceiling: fc.integer({ min: 1, max: 90 }), half: fc.integer({ min: 5, max: 200 }) });
    fc.assert(
      fc.property(arm, arm, fc.integer({ min: 40, max: 200 }), (one, other, budget) => {
        const arms = [one, other].map(({ ceiling, half }) => ({
          min: 10,
          max: budget,
          gainOf: (spend: number) => ceiling * hill(spend, half),
        }));
        const spends = allocateBudget(budget, arms);
        const worth = (left: number) => (arms[0]?.gainOf(left) ?? 0) + (arms[1]?.gainOf(budget - left) ?? 0);
        expect(spends.reduce((sum, spend) => sum + spend, 0)).toBeCloseTo(budget, 6);
        for (let left = 10; left <= budget - 10; left += (budget - 20) / 240) {
          expect(worth(spends[0] ?? 0)).toBeGreaterThanOrEqual(worth(left) - 1e-9);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("goes to the better of two curves that no step of one unit would climb", () => {
    const steep = (from: number) => (spend: number) => (spend < from ? 0 : spend);
    const arms = [steep(80), steep(200)].map((gainOf) => ({ min: 0, max: 100, gainOf }));
    expect(allocateBudget(100, arms)[0]).toBeGreaterThanOrEqual(80);
  });
});

describe("a posterior", () => {
  test("finds the response that made the days", () => {
    const spends = Array.from({ length: 40 }, (_, day) => 40 + (day % 9) * 20);
    const posterior = fitHillPosterior(daysOf(80, spends), { scale: 100, priorRate: 20 });
    for (const spend of [50, 100, 200]) {
      expect(posterior.expected(spend) / (80 * hill(spend, 100))).toBeCloseTo(1, 1);
    }
  });

  test("forgets what was before a change, and knows when it was", () => {
    const days = [...daysOf(80, Array(25).fill(100)), ...daysOf(30, Array(5).fill(100))];
    const posterior = fitHillPosterior(days, { scale: 100, priorRate: 20 });
    expect(posterior.expected(100)).toBeLessThan(18);
    expect(posterior.ageDays).toBeCloseTo(5, 0);
  });

  test("takes few reports of young days for what they are", () => {
    const mature = daysOf(80, Array(20).fill(100));
    const young = { spend: 100, conversions: 4, maturity: 0.1 };
    const posterior = fitHillPosterior([...mature, young], { scale: 100, priorRate: 20 });
    expect(posterior.expected(100)).toBeGreaterThan(36);
    const taken = fitHillPosterior([...mature, { ...young, maturity: 1 }], { scale: 100, priorRate: 20 });
    expect(taken.expected(100)).toBeLessThan(25);
  });

  test("has less to learn where such spends have been seen", () => {
    const [steady, varied] = [() => 100, (day: number) => 40 + (day % 9) * 20].map((spendOf) =>
      fitHillPosterior(
        daysOf(
          80,
          Array.from({ length: 36 }, (_, day) => spendOf(day)),
        ),
        { scale: 100, priorRate: 20 },
      ).lessonAt(100),
    );
    for (const spend of [60, 200]) {
      expect(steady?.(spend)).toBeGreaterThan(0);
      expect(varied?.(spend)).toBeLessThan((steady?.(spend) ?? 0) / 4);
    }
  });

  test("learns little of a margin from what has been spent all along, more from less and from more", () => {
    const lesson = fitHillPosterior(daysOf(80, Array(36).fill(100)), { scale: 100, priorRate: 20 }).lessonAt(100);
    for (const spend of [60, 160]) expect(lesson(spend)).toBeGreaterThan(4 * lesson(100));
  });

  test("says what is usual of an arm of which nothing was seen", () => {
    const posterior = fitHillPosterior([], { scale: 100, priorRate: 20 });
    expect(posterior.expected(100)).toBeCloseTo(20, 0);
    expect(posterior.lessonAt(100)(0)).toBe(0);
    expect(posterior.lessonAt(100)(200)).toBeGreaterThan(0);
  });
});

describe("a plan", () => {
  test("keeps the sum, and no arm moves by more than a step or leaves its share", () => {
    const arm = fc.record({ current: fc.integer({ min: 100, max: 200 }), ceiling: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(fc.array(arm, { minLength: 2, maxLength: 6 }), (drawn) => {
        const arms = drawn.map(({ current, ceiling }, index) => {
          return { id: String(index), current, days: daysOf(ceiling, Array(5).fill(current)) };
        });
        const total = arms.reduce((sum, { current }) => sum + current, 0);
        const planned = planBudget(arms, STEP);
        expect(planned.reduce((sum, { spend }) => sum + spend, 0)).toBeCloseTo(total, 6);
        for (const [index, { spend }] of planned.entries()) {
          const current = arms[index]?.current ?? 0;
          expect(Math.abs(spend / current - 1)).toBeLessThanOrEqual(0.2 + 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("is the same for the same days", () => {
    const arms = [20, 60].map((ceiling, index) => {
      return { id: String(index), current: 100, days: daysOf(ceiling, Array(12).fill(100)) };
    });
    expect(planBudget(arms, STEP)).toEqual(planBudget(arms, STEP));
  });

  test("tries other spends where nothing else was ever spent, and not where that is known", () => {
    const planned = (length: number, spendOf: (day: number) => number) => {
      const days = daysOf(
        80,
        Array.from({ length }, (_, day) => spendOf(day)),
      );
      return planBudget(
        ["0", "1"].map((id) => ({ id, current: 100, days })),
        STEP,
      ).map(({ spend }) => spend);
    };
    expect(planned(20, () => 100).toSorted((a, b) => a - b)).toEqual([80, 120]);
    expect(planned(20, (day) => 40 + (day % 9) * 15)).toEqual([100, 100]);
    // Too little is known of anything yet.
    expect(planned(4, () => 100)).toEqual([100, 100]);
  });

  test("finds a channel that deserves twice what it was ever given", () => {
    const policy = BUDGET_POLICIES["Hill posterior (ours)"];
    // The worst of seeds 1–200 while only what more would bring was doubted: .945.
    expect(policy ? measureBudget(policy, { seed: 52 }) : 0).toBeGreaterThan(0.96);
  });

  test("brings more than an equal split where channels differ", () => {
    const [equal, ours] = ["equal split", "Hill posterior (ours)"].map((name) => {
      const policy = BUDGET_POLICIES[name];
      return policy ? measureBudget(policy, { seed: 3, days: 30 }) : 0;
    });
    expect(ours).toBeGreaterThan(equal ?? 1);
  });
});
