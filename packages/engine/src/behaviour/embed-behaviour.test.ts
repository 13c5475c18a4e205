import { expect, test } from "vitest";
import type { BehaviourModel } from "./embed-behaviour.ts";
import {
  BEHAVIOUR_DIMENSION,
  contrast,
  dot,
  embedBehaviour,
  FEATURE_BUCKETS,
  featureBucket,
  meanOf,
} from "./embed-behaviour.ts";

const model = (common: readonly string[] = []): BehaviourModel => {
  const counts = new Array<number>(FEATURE_BUCKETS).fill(1);
  for (const name of common) counts[featureBucket(name)] = 1_000;
  return { counts, people: 1_000 };
};
const embed = (names: readonly string[], of = model()) => embedBehaviour(new Map(names.map((name) => [name, 1])), of);
const numbered = (prefix: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${prefix}${from + i}`);

test("a vector has length 1, none is made of nothing, and the same behaviour gives the same one", () => {
  const vector = embed(["a", "b"]);
  expect(dot(vector, vector)).toBeCloseTo(1, 5);
  expect(embed(["b", "a"])).toEqual(vector);
  expect(dot(embed([]), embed([]))).toBe(0);
});

test("cosines are those of the features, within what the dimension allows", () => {
  for (const shared of [0, 10, 20, 30, 40]) {
    const cosines = Array.from({ length: 30 }, (_, n) => {
      const a = embed(numbered(`${n} x`, 0, 40));
      return dot(a, embed(numbered(`${n} x`, 40 - shared, 80 - shared)));
    });
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    const worst = Math.max(...cosines.map((cosine) => Math.abs(cosine - shared / 40)));
    expect(Math.abs(mean - shared / 40)).toBeLessThan(0.06);
    expect(worst).toBeLessThan(4 / Math.sqrt(BEHAVIOUR_DIMENSION));
  }
});

test("what everybody does says nothing, what few do says much", () => {
  const of = model(["page"]);
  expect(dot(embed(["page", "rare"], of), embed(["rare"], of))).toBeGreaterThan(0.99);
  expect(dot(embed(["page", "rare"], of), embed(["page", "other"], of))).toBeLessThan(0.3);
});

test("a group's direction leaves out what it shares with all", () => {
  const group = numbered("g", 0, 10).map((name) => embed(["shared", "kettle", name]));
  const others = numbered("o", 0, 90).map((name) => embed(["shared", name]));
  const direction = contrast(group, meanOf([...group, ...others]));
  expect(dot(direction, embed(["kettle"]))).toBeGreaterThan(0.5);
  expect(Math.abs(dot(direction, embed(["shared"])))).toBeLessThan(0.35);
});
