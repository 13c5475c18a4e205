import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { ItemCounts } from "./group-popularity.ts";
import { blendGroupPopularity } from "./group-popularity.ts";

const ITEMS = 200;
/** Each of three traits has four values, and each value a taste of its own for every item. */
const [TRAITS, VALUES] = [3, 4] as const;

function simulate(seed: number) {
  const random = createRandom(seed);
  const fame = Array.from({ length: ITEMS }, (_, item) => 1 / (item + 1) ** 0.7);
  const tastes = Array.from({ length: TRAITS * VALUES }, () => fame.map(() => Math.exp(random.normal() * 0.9)));
  const drawPerson = () => {
    const traits = Array.from({ length: TRAITS }, (_, trait) => trait * VALUES + random.int(VALUES));
    const wants = fame.map((own, item) => traits.reduce((weight, trait) => weight * (tastes[trait]?.[item] ?? 1), own));
    const total = wants.reduce((sum, weight) => sum + weight, 0);
    const draw = () => {
      let left = random.next() * total;
      for (const [item, weight] of wants.entries()) {
        left -= weight;
        if (left < 0) return item;
      }
      return 0;
    };
    return { traits, items: new Set(Array.from({ length: 5 }, draw)) };
  };
  return drawPerson;
}

function count(people: readonly { items: ReadonlySet<number> }[]): ItemCounts {
  const counts = new Map<string, number>();
  for (const item of people.flatMap(({ items }) => [...items])) counts.set(`${item}`, (counts.get(`${item}`) ?? 0) + 1);
  return { total: people.reduce((sum, { items }) => sum + items.size, 0), counts };
}

/** nDCG of the first ten for what somebody turned to. */
function ndcg(scores: ReadonlyMap<string, number>, wanted: ReadonlySet<number>): number {
  const list = [...scores].sort((left, right) => right[1] - left[1]).slice(0, 10);
  const gain = list.reduce((sum, [item], place) => sum + (wanted.has(Number(item)) ? 1 / Math.log2(place + 2) : 0), 0);
  return gain / [...wanted].slice(0, 10).reduce((sum, _, place) => sum + 1 / Math.log2(place + 2), 0);
}

it("gives cold people of three known traits lists at least 1.3 times as good as what is popular", () => {
  const drawPerson = simulate(5);
  const people = Array.from({ length: 4_000 }, drawPerson);
  const everybody = count(people);
  const groups = Array.from({ length: TRAITS * VALUES }, (_, trait) =>
    count(people.filter(({ traits }) => traits.includes(trait))),
  );
  const popular = blendGroupPopularity(everybody, []);
  const sums = { grouped: 0, popular: 0 };
  for (const { traits, items } of Array.from({ length: 500 }, drawPerson)) {
    const own = traits.flatMap((trait) => groups[trait] ?? []);
    sums.grouped += ndcg(blendGroupPopularity(everybody, own), items);
    sums.popular += ndcg(popular, items);
  }
  expect(sums.grouped).toBeGreaterThan(1.3 * sums.popular);
});

it("lets a group's taste for a category speak for items that few of it have met, and an item's own evidence for the item", () => {
  const everybody = { total: 4_000, counts: new Map(Object.entries({ a1: 1_000, a2: 1_000, b1: 1_000, b2: 1_000 })) };
  const group = { total: 60, counts: new Map(Object.entries({ a1: 45, b1: 15 })) };
  const scores = blendGroupPopularity(everybody, [group], (item) => item.slice(0, 1));
  const [known = 0, unmet = 0, other = 0] = ["a1", "a2", "b2"].map((item) => scores.get(item));
  expect(known).toBeGreaterThan(unmet);
  expect(unmet).toBeGreaterThan(other);
  const blind = blendGroupPopularity(everybody, [group]);
  expect(blind.get("a2")).toBe(blind.get("b2"));
});

it("believes a group of a handful little, and one of thousands in full", () => {
  const everybody = { total: 1_000, counts: new Map(Object.entries({ a: 500, b: 100 })) };
  const group = (size: number) => ({ total: size, counts: new Map(Object.entries({ b: size })) });
  const ratio = (size: number) => {
    const scores = blendGroupPopularity(everybody, [group(size)]);
    return (scores.get("b") ?? 0) / (scores.get("a") ?? 1);
  };
  expect(ratio(2)).toBeLessThan(1);
  expect(ratio(2_000)).toBeGreaterThan(50);
});
