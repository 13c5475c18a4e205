import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Recommender, RecommendQuery } from "./recommender.ts";
import { createRecommender, restoreRecommender } from "./recommender.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
/** Small bounds, so that every eviction happens within a short program. */
const OPTIONS = { windowSize: 3, successorsPerItem: 3, maxPersons: 4, maxUncataloguedItems: 6 };

const itemId = fc.integer({ min: 0, max: 14 }).map((number) => `i${number}`);
const timestampMs = fc.integer({ min: NOW_MS - 90 * DAY_MS, max: NOW_MS });
const weight = fc.constantFrom(-1, 0, 0.5, 1, 5);
const category = fc.constantFrom("Knives", "Pans");

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("observe" as const),
      personId: fc.constantFrom(..."abcdefg"),
      itemId,
      weight,
      timestampMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      itemId,
      category,
      name: fc.string({ unit: "grapheme", maxLength: 8 }),
      available: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), itemId }) },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;
const program = fc.array(command, { maxLength: 80, size: "max" });

const query: fc.Arbitrary<RecommendQuery> = fc
  .record({
    history: fc.array(fc.record({ itemId, action: fc.constant("viewed"), weight, timestampMs }), { maxLength: 8 }),
    exclude: fc.uniqueArray(itemId, { maxLength: 4 }).map((ids) => new Set(ids)),
    category: fc.option(category, { nil: undefined }),
    limit: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ category: only, ...rest }) => ({
    ...rest,
    ...(only === undefined ? {} : { category: only }),
    nowMs: NOW_MS,
  }));

function run(recommender: Recommender, commands: readonly Command[]): void {
  for (const step of commands) {
    if (step.kind === "observe") recommender.observe({ ...step, action: "viewed" });
    else if (step.kind === "remove") recommender.removeItem(step.itemId);
    else
      recommender.setItem({
        id: step.itemId,
        name: step.name,
        description: "",
        categories: ["Kitchen", step.category],
        tags: [],
        available: step.available,
      });
  }
}

/** The catalog after a program: category by item that is available; undefined as long as it is empty. */
function availableAfter(commands: readonly Command[]): Map<string, string> | undefined {
  const catalog = new Map<string, { category: string; available: boolean }>();
  for (const step of commands) {
    if (step.kind === "set") catalog.set(step.itemId, step);
    if (step.kind === "remove") catalog.delete(step.itemId);
  }
  if (catalog.size === 0) return undefined;
  return new Map([...catalog].filter(([, item]) => item.available).map(([id, item]) => [id, item.category]));
}

describe("for any program and query", () => {
  it("returns every eligible item up to the limit, each once, and no other", () => {
    fc.assert(
      fc.property(program, query, (commands, asked) => {
        const recommender = createRecommender(OPTIONS);
        run(recommender, commands);
        const answer = recommender.recommend(asked).map((ranked) => ranked.itemId);
        const forbidden = new Set([...asked.exclude, ...asked.history.map((entry) => entry.itemId)]);
        expect(new Set(answer).size).toBe(answer.length);
        for (const id of answer) expect(forbidden).not.toContain(id);
        const available = availableAfter(commands);
        if (available === undefined) return;
        const eligible = [...available].filter(
          ([id, its]) => !forbidden.has(id) && (asked.category === undefined || its === asked.category),
        );
        for (const id of answer) expect(eligible.map(([other]) => other)).toContain(id);
        expect(answer.length).toBe(Math.min(asked.limit, eligible.length));
      }),
      { numRuns: 300 },
    );
  });

  it("explains every score: shares sum to 1, reasons come from the history, strongest first", () => {
    fc.assert(
      fc.property(program, query, (commands, asked) => {
        const recommender = createRecommender(OPTIONS);
        run(recommender, commands);
        for (const { score, generators, because } of recommender.recommend(asked)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-9);
          expect(Object.values(generators).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
          const told = because.reduce((sum, { share }) => sum + share, 0);
          expect(told).toBeLessThanOrEqual(1 - (generators.popularity ?? 0) + 1e-9);
          const history = asked.history.map((entry) => entry.itemId);
          for (const reason of because) expect(history).toContain(reason.itemId);
          const shares = because.map(({ share }) => share);
          expect(shares).toEqual([...shares].sort((left, right) => right - left));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same answer to the same question, whatever was asked before and however the history is ordered", () => {
    fc.assert(
      fc.property(program, query, query, (commands, asked, other) => {
        const first = createRecommender(OPTIONS);
        const second = createRecommender(OPTIONS);
        run(first, commands);
        run(second, commands);
        second.recommend(other);
        const answer = first.recommend(asked);
        expect(second.recommend(asked)).toEqual(answer);
        expect(first.recommend({ ...asked, history: [...asked.history].reverse() })).toEqual(answer);
      }),
      { numRuns: 200 },
    );
  });

  it("goes on after a snapshot exactly where it was", () => {
    fc.assert(
      fc.property(program, program, query, (before, after, asked) => {
        const original = createRecommender(OPTIONS);
        run(original, before);
        const restored = restoreRecommender(original.snapshot());
        expect(restored.stats).toEqual(original.stats);
        expect(restored.recommend(asked)).toEqual(original.recommend(asked));
        run(original, after);
        run(restored, after);
        expect(restored.stats).toEqual(original.stats);
        expect(restored.recommend(asked)).toEqual(original.recommend(asked));
        expect(restored.snapshot()).toEqual(original.snapshot());
      }),
      { numRuns: 200 },
    );
  });

  it("stays within its bounds", () => {
    fc.assert(
      fc.property(program, (commands) => {
        const recommender = createRecommender(OPTIONS);
        run(recommender, commands);
        const { items, persons, transitions } = recommender.stats;
        const catalogued = new Set(commands.flatMap((step) => (step.kind === "set" ? [step.itemId] : []))).size;
        expect(persons).toBeLessThanOrEqual(OPTIONS.maxPersons);
        expect(items).toBeLessThanOrEqual(OPTIONS.maxUncataloguedItems + catalogued);
        expect(transitions).toBeLessThanOrEqual(OPTIONS.successorsPerItem * items);
      }),
    );
  });
});

describe("memory", () => {
  it("stops growing under a flood of made-up persons and items, and known items stay", () => {
    const recommender = createRecommender({ maxPersons: 100, maxUncataloguedItems: 100 });
    recommender.setItem({ id: "real", name: "Real", description: "", categories: [], tags: [], available: true });
    const sizes = [1, 2, 3].map((round) => {
      for (let number = 0; number < 5_000; number += 1) {
        const made = round * 10_000 + number;
        recommender.observe({
          personId: `p${made % 977}`,
          itemId: `i${made}`,
          action: "viewed",
          weight: 1,
          timestampMs: NOW_MS + made,
        });
      }
      return recommender.snapshot().length;
    });
    expect(recommender.stats.items).toBeLessThanOrEqual(101);
    expect(recommender.stats.persons).toBe(100);
    const restored = restoreRecommender(recommender.snapshot());
    for (let number = 0; number < 500; number += 1) {
      const interaction = { personId: "p", itemId: `late${number}`, action: "viewed", weight: 1, timestampMs: NOW_MS };
      for (const each of [recommender, restored]) each.observe(interaction);
    }
    expect(restored.snapshot()).toEqual(recommender.snapshot());
    expect(Math.max(...sizes)).toBeLessThan(1.2 * Math.min(...sizes));
    const asked = { history: [], exclude: new Set<string>(), limit: 5, nowMs: NOW_MS };
    expect(recommender.recommend(asked).map(({ itemId: id }) => id)).toEqual(["real"]);
  });
});
