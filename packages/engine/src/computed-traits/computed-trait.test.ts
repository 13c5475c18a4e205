import { expect, test } from "vitest";
import type { Observation, TraitDefinition } from "./computed-trait.ts";
import { compileTrait } from "./computed-trait.ts";
import { SKETCH_ERROR } from "./hyperloglog.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 0, 5, 12);

const seen = (properties: Record<string, unknown>, more: Partial<Observation> = {}): Observation => ({
  name: "Seen",
  atMs: NOW_MS,
  id: "m",
  properties,
  context: {},
  ...more,
});
const define = (
  calculation: TraitDefinition["measure"]["calculation"],
  more: Partial<TraitDefinition["measure"]> = {},
  window: TraitDefinition["window"] = { kind: "all_time" },
) => compileTrait({ measure: { events: ["Seen"], where: [], calculation, ...more }, window });

test.each([100, 256, 1_000, 20_000, 200_000])(
  "of %i distinct values, four standard errors are missed at most",
  (distinct) => {
    const trait = define({ kind: "unique_count", property: "item" });
    const observations = Array.from({ length: distinct }, (_, i) => seen({ item: `item-${i}` }));
    const { value, isEstimate } = trait.read(trait.fold(observations, NOW_MS), NOW_MS);
    expect(isEstimate).toBe(distinct > 256);
    const error = Math.abs(Number(value) - distinct) / distinct;
    expect(error).toBeLessThanOrEqual(isEstimate ? 4 * SKETCH_ERROR : 0);
  },
);

test("a sketch over a rolling window falls when values leave it", () => {
  const trait = define({ kind: "unique_count", property: "item" }, {}, { kind: "rolling", hours: 24 });
  const early = Array.from({ length: 3_000 }, (_, i) => seen({ item: `early ${i}` }));
  const late = Array.from({ length: 1_000 }, (_, i) => seen({ item: `late ${i}` }, { atMs: NOW_MS + 12 * HOUR_MS }));
  const state = trait.fold([...early, ...late], NOW_MS + 12 * HOUR_MS);
  const at = (hours: number) => Number(trait.read(state, NOW_MS + hours * HOUR_MS).value);
  expect(Math.abs(at(12) - 4_000) / 4_000).toBeLessThan(4 * SKETCH_ERROR);
  expect(Math.abs(at(30) - 1_000) / 1_000).toBeLessThan(4 * SKETCH_ERROR);
  expect(at(40)).toBe(0);
});

test("a hostile sender cannot make a state larger than 64 KB", () => {
  const text = (i: number) => `${i} `.padEnd(255, "x");
  const flood = Array.from({ length: 5_000 }, (_, i) => seen({ item: text(i) }, { atMs: NOW_MS - i * 3 * 60_000 }));
  for (const calculation of [
    { kind: "unique_count" as const, property: "item" },
    { kind: "most_frequent" as const, property: "item" },
    { kind: "list" as const, property: "item", limit: 50 },
  ]) {
    const trait = define(calculation, {}, { kind: "rolling", hours: 720 });
    expect(JSON.stringify(trait.fold(flood, NOW_MS)).length).toBeLessThan(64 * 1024);
  }
});

test("a rolling window keeps its hours and lets a bucket go when its last moment leaves", () => {
  const trait = define({ kind: "count" }, {}, { kind: "rolling", hours: 24 });
  expect(trait.bucketMs).toBe(15 * 60_000);
  const state = trait.fold([seen({})], NOW_MS);
  const dueAt = trait.dueAt(state) ?? 0;
  expect(dueAt).toBe(NOW_MS + 24 * HOUR_MS + 15 * 60_000);
  expect(trait.read(state, dueAt - 1).value).toBe(1);
  expect(trait.read(state, dueAt).value).toBe(0);
  expect(trait.merge(state, undefined, dueAt)).toBeUndefined();
});

test.each([
  ["equals", 10, { v: "10" }, true],
  ["not_equals", "b", { v: "a" }, true],
  ["one_of", ["a", "b"], { v: "b" }, true],
  ["contains", "ttl", { v: "kettle" }, true],
  ["contains", "b", { v: ["a", "b"] }, true],
  ["greater_than", 5, { v: 5 }, false],
  ["at_least", 5, { v: 5 }, true],
  ["less_than", "b", { v: "a" }, true],
  ["at_most", 5, { v: "six" }, false],
  ["exists", undefined, { v: null }, false],
  ["not_exists", undefined, {}, true],
  ["equals", 1, { v: { nested: 1 } }, false],
] as const)("the condition %s %j over %j holds: %s", (operator, value, properties, holds) => {
  const condition = { property: "v", operator, value: Array.isArray(value) ? [...value] : value };
  // as: `readonly` of the table above is all that differs
  const trait = define({ kind: "count" }, { where: [condition as TraitDefinition["measure"]["where"][number]] });
  expect(trait.read(trait.fold([seen(properties)], NOW_MS), NOW_MS).value).toBe(holds ? 1 : 0);
});

test("paths lead into properties and context, and never into a prototype", () => {
  const trait = (property: string) => define({ kind: "last", property });
  const read = (property: string, event: Observation) =>
    trait(property).read(trait(property).fold([event], NOW_MS), NOW_MS).value;
  expect(read("cart.total", seen({ cart: { total: 5 } }))).toBe(5);
  expect(read("cart.total", seen({ "cart.total": 7 }))).toBe(7);
  expect(read("context.page.path", seen({}, { context: { page: { path: "/a" } } }))).toBe("/a");
  expect(read("constructor.name", seen({}))).toBeNull();
});
