import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { HistoryEntry, Recommender, RecommenderItem } from "./recommender.ts";
import { createRecommender } from "./recommender.ts";
import { simulateShop } from "./simulated-shop.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const CATEGORIES = ["Knives", "Pans", "Lamps", "Chairs", "Plants", "Books"];
const MATERIALS = ["steel", "copper", "oak", "glass", "linen"];

/** 60 items, ten of each category; all share the shop's words, and materials run across categories. */
function createCatalog(): RecommenderItem[] {
  return Array.from({ length: 60 }, (_, number) => {
    const category = CATEGORIES[number % 6] ?? "";
    const material = MATERIALS[number % 5] ?? "";
    return {
      id: `item-${String(number).padStart(2, "0")}`,
      name: `${material} ${category} number ${number}`,
      description: `A fine thing of ${material} for your home`,
      categories: ["Home", category],
      tags: [material],
      available: true,
    };
  });
}

function view(personId: string, itemId: string, timestampMs: number, weight = 1) {
  return { personId, itemId, action: "viewed", weight, timestampMs };
}

function ask(recommender: Recommender, history: readonly HistoryEntry[], limit = 10, exclude: readonly string[] = []) {
  return recommender.recommend({ history, exclude: new Set(exclude), limit, nowMs: NOW_MS });
}

function stock(catalog = createCatalog(), options = {}): Recommender {
  const recommender = createRecommender(options);
  for (const item of catalog) recommender.setItem(item);
  return recommender;
}

it("gives reasons later, for a part of the list and in any order, that are those it gives at once", () => {
  const recommender = stock();
  const history = ["item-00", "item-06", "item-13"].map((itemId, index) =>
    view("first", itemId, NOW_MS - 60_000 * index),
  );
  for (const interaction of [...history].reverse()) recommender.observe(interaction);
  const query = { history, exclude: new Set<string>(), limit: 20, nowMs: NOW_MS };
  const told = recommender.recommend(query);
  const untold = recommender.recommend({ ...query, unexplained: true });
  expect(untold.every(({ generators, because }) => Object.keys(generators).length + because.length === 0)).toBe(true);
  // Another question in between: what was noted for this one must not count.
  recommender.recommend({ ...query, history: [], unexplained: true });
  const some = [untold[11], untold[3], untold[0]].flatMap((item) => item ?? []);
  expect(recommender.explain(some, query)).toEqual([told[11], told[3], told[0]]);
  expect(told[0]?.because.length).toBeGreaterThan(0);
});

describe("a brand-new project", () => {
  const catalog = createCatalog();
  const knives = catalog.filter(({ categories }) => categories.includes("Knives")).map(({ id }) => id);

  it.each([0, 25])(
    "recommends the other products of the category one visitor looked at (%i visitors elsewhere)",
    (others) => {
      const recommender = stock();
      const history = knives.slice(0, 3).map((itemId, index) => view("first", itemId, NOW_MS - 60_000 * (3 - index)));
      for (const interaction of history) recommender.observe(interaction);
      for (let other = 0; other < others; other += 1) {
        recommender.observe(view(`other-${other}`, other % 2 === 0 ? "item-01" : "item-02", NOW_MS - 30_000));
      }
      const answer = ask(recommender, history);
      expect(answer.length).toBe(10);
      expect(new Set(answer.slice(0, 7).map(({ itemId }) => itemId))).toEqual(new Set(knives.slice(3)));
      expect(knives.slice(0, 3)).toContain(answer[0]?.because[0]?.itemId);
      expect(answer[0]?.generators.content).toBeGreaterThan(0.5);
    },
  );

  it("fills a full answer from the catalog when nobody has done anything, across categories", () => {
    const answer = ask(stock(), []);
    expect(answer.length).toBe(10);
    expect(answer.every(({ generators, because }) => generators.popularity === 1 && because.length === 0)).toBe(true);
    const categories = new Set(answer.map(({ itemId }) => catalog.find(({ id }) => id === itemId)?.categories[1]));
    expect(categories.size).toBe(6);
  });

  it("recommends an item that was added a moment ago", () => {
    const recommender = stock();
    const history = knives.slice(0, 2).map((itemId) => view("p", itemId, NOW_MS));
    recommender.setItem({ ...(catalog[0] ?? createCatalog()[0]), id: "new-knife" } as RecommenderItem); // as: the catalog has 60 items
    expect(ask(recommender, history).map(({ itemId }) => itemId)).toContain("new-knife");
  });
});

describe("without a catalog", () => {
  it("recommends what was seen in interactions", () => {
    const recommender = createRecommender();
    for (const [person, item] of [
      ["p", "a"],
      ["p", "b"],
      ["q", "c"],
    ] as const) {
      recommender.observe(view(person, item, NOW_MS));
    }
    expect(ask(recommender, [view("r", "a", NOW_MS)]).map(({ itemId }) => itemId)).toEqual(["b", "c"]);
  });

  it("has nothing to say before the first interaction, and nothing for a limit below 1", () => {
    const recommender = createRecommender();
    expect(ask(recommender, [])).toEqual([]);
    recommender.observe(view("p", "a", NOW_MS));
    expect(ask(recommender, [], 0)).toEqual([]);
    expect(ask(recommender, [], Number.NaN)).toEqual([]);
    const plain = createRecommender({ diversity: 0 });
    for (const item of ["a", "b"]) plain.observe(view("p", item, NOW_MS));
    expect(ask(plain, [], -1)).toEqual([]);
  });
});

describe("learning from interactions", () => {
  it("makes no step from what a forgotten person did before", () => {
    const recommender = createRecommender();
    const observe = (itemId: string, timestampMs: number) =>
      recommender.observe({ personId: "two", itemId, action: "viewed", weight: 1, timestampMs });
    observe("hers", 1_000);
    recommender.forgetPerson("two");
    observe("his", 2_000);
    expect(recommender.stats.transitions).toBe(0);
    observe("next", 3_000);
    expect(recommender.stats.transitions).toBeGreaterThan(0);
  });

  it("recommends what others went on to, across categories, and names the item it follows from", () => {
    const recommender = stock();
    for (let person = 0; person < 40; person += 1) {
      recommender.observe(view(`p${person}`, "item-00", NOW_MS - 5_000));
      recommender.observe(view(`p${person}`, "item-33", NOW_MS - 4_000));
    }
    const [first] = ask(recommender, [view("new", "item-00", NOW_MS)]);
    expect(first?.itemId).toBe("item-33");
    expect(first?.generators.transitions).toBeGreaterThan(0.5);
    expect(first?.because[0]?.itemId).toBe("item-00");
  });

  it("learns nothing from reloads, and a purchase on top of a view counts as a purchase", () => {
    const learn = (steps: readonly number[]) => {
      const recommender = stock();
      recommender.observe(view("p", "item-00", NOW_MS));
      for (const weight of steps) recommender.observe(view("p", "item-33", NOW_MS, weight));
      recommender.observe(view("q", "item-33", NOW_MS));
      recommender.observe(view("q", "item-07", NOW_MS));
      return ask(recommender, [view("r", "item-00", NOW_MS)]);
    };
    expect(learn([1, 1, 1, 1])).toEqual(learn([1]));
    expect(learn([1, 5, 1])).toEqual(learn([5]));
    expect(learn([5])).not.toEqual(learn([1]));
  });

  it("puts late interactions where they belong in time", () => {
    const learn = (order: readonly number[]) => {
      const recommender = createRecommender({ reverseWeight: 0 });
      const steps = [view("p", "a", NOW_MS - 2_000), view("p", "b", NOW_MS - 1_000)];
      for (const index of order) recommender.observe(steps[index] ?? view("p", "a", NOW_MS));
      return ask(recommender, [view("q", "a", NOW_MS)]);
    };
    expect(learn([1, 0])).toEqual(learn([0, 1]));
    expect(learn([1, 0])[0]?.generators.transitions).toBeGreaterThan(0);
  });

  it("counts a dismissal as seen and learns nothing from it", () => {
    const recommender = stock();
    recommender.observe(view("p", "item-05", NOW_MS, -1));
    expect(recommender.stats).toMatchObject({ persons: 0, transitions: 0, interactions: 1 });
    expect(ask(recommender, [], 60).length).toBe(60);
    expect(ask(recommender, [view("p", "item-05", NOW_MS, -1)], 60).length).toBe(59);
  });

  it("refuses numbers that would spread through every sum", () => {
    const recommender = createRecommender();
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => recommender.observe(view("p", "a", bad))).toThrow(RangeError);
      expect(() => recommender.observe(view("p", "a", NOW_MS, bad))).toThrow(RangeError);
    }
    expect(recommender.stats.interactions).toBe(0);
  });

  it("hits more than twice as often as popularity on a simulated shop", () => {
    const shop = simulateShop({ seed: 1, persons: 2_000, items: 1_000, interactions: 40_000, days: 30 });
    const idOf = (index: number) => shop.catalog[shop.items[index] ?? 0]?.id ?? "";
    const lastOf = new Map([...shop.persons].map((person, index) => [person, index]));
    const histories = new Map<number, HistoryEntry[]>();
    const recommender = stock(shop.catalog);
    shop.persons.forEach((person, index) => {
      if (lastOf.get(person) === index) return;
      const interaction = view(`p${person}`, idOf(index), shop.timesMs[index] ?? 0);
      recommender.observe(interaction);
      histories.set(person, [...(histories.get(person) ?? []), interaction]);
    });
    let hits = 0;
    let popularHits = 0;
    const random = createRandom(2);
    for (let asked = 0; asked < 500; asked += 1) {
      const person = random.int(2_000);
      const history = histories.get(person) ?? [];
      const truth = idOf(lastOf.get(person) ?? 0);
      const query = { exclude: new Set(history.map(({ itemId }) => itemId)), limit: 10, nowMs: shop.endMs };
      hits += Number(recommender.recommend({ ...query, history }).some(({ itemId }) => itemId === truth));
      popularHits += Number(recommender.recommend({ ...query, history: [] }).some(({ itemId }) => itemId === truth));
    }
    expect(popularHits).toBeGreaterThan(0);
    expect(hits).toBeGreaterThan(2 * popularHits);
  });
});

describe("rules", () => {
  it("keeps to a category", () => {
    const recommender = stock();
    const query = { history: [view("p", "item-00", NOW_MS)], exclude: new Set<string>(), limit: 60, nowMs: NOW_MS };
    const answer = recommender.recommend({ ...query, category: "Pans" });
    expect(answer.length).toBe(10);
    expect(answer.every(({ itemId }) => Number(itemId.slice(5)) % 6 === 1)).toBe(true);
    expect(recommender.recommend({ ...query, category: "Boats" })).toEqual([]);
  });

  it("brings an item back with what was learned about it", () => {
    const recommender = stock();
    const item = createCatalog()[33];
    for (let person = 0; person < 9; person += 1) recommender.observe(view(`p${person}`, "item-33", NOW_MS - DAY_MS));
    expect(ask(recommender, [])[0]?.itemId).toBe("item-33");
    recommender.removeItem("item-33");
    expect(ask(recommender, [], 60).map(({ itemId }) => itemId)).not.toContain("item-33");
    if (item !== undefined) recommender.setItem(item);
    expect(ask(recommender, [])[0]?.itemId).toBe("item-33");
  });

  it("answers after a removal as if the item had never been in the catalog", () => {
    const [first] = createCatalog();
    const recommender = stock();
    const history = [view("p", "item-00", NOW_MS)];
    const before = ask(recommender, history);
    if (first !== undefined) recommender.setItem({ ...first, id: "extra" });
    expect(ask(recommender, history)).not.toEqual(before);
    recommender.removeItem("extra");
    expect(ask(recommender, history)).toEqual(before);
  });

  it("forgets removed items past the bound", () => {
    const recommender = stock(createCatalog(), { maxUncataloguedItems: 10 });
    for (const { id } of createCatalog()) recommender.removeItem(id);
    expect(recommender.stats.items).toBeLessThanOrEqual(10);
  });

  it("names the setting that is out of range", () => {
    expect(() => createRecommender({ windowSize: 0 })).toThrow(/windowSize/);
    expect(() => createRecommender({ windowSize: 256 })).toThrow(/windowSize/);
    expect(() => createRecommender({ popularityHalfLifeMs: 0 })).toThrow(/popularityHalfLifeMs/);
    expect(() => createRecommender({ diversity: 2 })).toThrow(/diversity/);
    expect(() => createRecommender({ blend: { transitions: Number.NaN, content: 1, popularity: 1 } })).toThrow(
      /transitions/,
    );
  });
});
