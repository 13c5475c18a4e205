import { HOLDOUT } from "@rapport/contracts/experiments";
import { expect, test } from "vitest";
import { assignVariant, BUCKETS } from "./assign-variant.ts";
import { takeBuckets } from "./take-buckets.ts";

const PEOPLE = 20_000;
const ids = Array.from({ length: PEOPLE }, (_, index) => `visitor-${index}`);

const experiment = (overrides: Partial<Parameters<typeof assignVariant>[0]> = {}) => ({
  projectId: "prj_1",
  id: "exp_1",
  layer: null,
  salt: "first",
  buckets: [[0, BUCKETS]] as [number, number][],
  holdout: 0,
  variants: [
    { name: "a", weight: 1 },
    { name: "b", weight: 3 },
  ],
  ...overrides,
});

const countBy = (one: ReturnType<typeof experiment>) => {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const variant = assignVariant(one, id) ?? "none";
    counts[variant] = (counts[variant] ?? 0) + 1;
  }
  return counts;
};
/** Within four standard deviations of a binomial share: a right split fails once in 16,000 draws, and ids are fixed. */
const expectShare = (count: number | undefined, share: number) => {
  const deviation = Math.sqrt(PEOPLE * share * (1 - share));
  expect(Math.abs((count ?? 0) - PEOPLE * share)).toBeLessThan(4 * deviation);
};

test("variants get their share of people by weight, and a person always the same one", () => {
  const counts = countBy(experiment());
  expectShare(counts.a, 0.25);
  expectShare(counts.b, 0.75);
  expect(ids.map((id) => assignVariant(experiment(), id))).toEqual(ids.map((id) => assignVariant(experiment(), id)));
});

test("the holdout keeps its share untreated and leaves the weights of the others as they are", () => {
  const counts = countBy(experiment({ holdout: 0.2 }));
  expectShare(counts[HOLDOUT], 0.2);
  expectShare(counts.a, 0.2);
  expectShare(counts.b, 0.6);
});

test("only the experiment's share of traffic takes part, and who does is no matter of the variant", () => {
  const counts = countBy(
    experiment({
      buckets: [
        [0, 1_000],
        [5_000, 7_000],
      ],
    }),
  );
  expectShare(counts.none, 0.7);
  expectShare(counts.a, 0.075);
  expectShare(counts.b, 0.225);
});

test("two experiments of a layer share nobody; without a layer the splits are independent", () => {
  const first = experiment({ layer: "checkout", salt: "one", buckets: [[0, 4_000]] });
  const second = experiment({ layer: "checkout", salt: "two", buckets: [[4_000, 10_000]] });
  for (const id of ids) expect([assignVariant(first, id), assignVariant(second, id)].filter(Boolean)).toHaveLength(1);
  const other = experiment({ salt: "two" });
  const both = ids.filter((id) => assignVariant(experiment(), id) === "a" && assignVariant(other, id) === "a").length;
  expectShare(both, 0.25 * 0.25);
});

test("the split is part of the contract: these ids see these variants for ever", () => {
  const seen = ids.slice(0, 12).map((id) => assignVariant(experiment({ holdout: 0.1 }), id));
  expect(seen).toMatchInlineSnapshot(`
    [
      "a",
      "b",
      "b",
      "holdout",
      "a",
      "b",
      "a",
      "b",
      "a",
      "b",
      "a",
      "b",
    ]
  `);
});

test("buckets are taken from what is free, lowest first, and never twice", () => {
  expect(takeBuckets([], BUCKETS)).toEqual([[0, BUCKETS]]);
  expect(
    takeBuckets(
      [
        [2_000, 3_000],
        [0, 1_000],
      ],
      2_000,
    ),
  ).toEqual([
    [1_000, 2_000],
    [3_000, 4_000],
  ]);
  expect(takeBuckets([[0, 9_000]], 1_001)).toBeUndefined();
  expect(takeBuckets([[0, BUCKETS]], 1)).toBeUndefined();
});
