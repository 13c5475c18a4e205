import { beforeAll, describe, expect, it } from "vitest";
import type { Interactions, InteractionTable } from "../collaborative/interactions.ts";
import { itemsOfUser, tableOf } from "../collaborative/interactions.ts";
import { interactionsOfTastes } from "../collaborative/interactions-of-tastes.ts";
import type { TrainedModel } from "../collaborative/trained-model.ts";
import { readTrainedModel, writeTrainedModel } from "../collaborative/trained-model.ts";
import { createRandom } from "../random.ts";
import type { HistoryEntry, Recommender } from "../recommender/recommender.ts";
import { createRecommender } from "../recommender/recommender.ts";
import type { Measured } from "./measure-training.ts";
import { measureTraining } from "./measure-training.ts";
import { trainRecommender } from "./train-recommender.ts";

const SEED = 3;
const plain = { name: "", description: "", tags: [], available: true };
/** Items of one taste have a category in common. */
const catalog = Array.from({ length: 100 }, (_, item) => ({
  ...plain,
  id: `item-${item}`,
  categories: [`Taste ${Math.floor(item / 20)}`],
}));
let data: Interactions;
let measured: Measured;
let model: TrainedModel;
const notes: [number, string][] = [];

beforeAll(() => {
  data = interactionsOfTastes({ users: 300, groups: 5, perGroup: 20, seed: SEED });
  const found = measureTraining(tableOf(data), SEED, (share, note) => notes.push([share, note]));
  measured = found.measured;
  const itemIds = catalog.map(({ id }) => id);
  model = trainRecommender({ itemIds, interactions: data, seed: SEED }, measured, found.factors, () => {});
});

const DAY_MS = 86_400_000;
const END_MS = 30 * DAY_MS;
const idOf = (item: number) => `item-${item}`;
const view = (itemId: string, timestampMs = END_MS): HistoryEntry => ({
  itemId,
  action: "viewed",
  weight: 1,
  timestampMs,
});
function openShop(): Recommender {
  const recommender = createRecommender();
  for (const item of catalog) recommender.setItem(item);
  return recommender;
}
const ask = (recommender: Recommender, history: HistoryEntry[], limit = 10) =>
  recommender.recommend({ history, exclude: new Set(), limit, nowMs: END_MS });

/** Of twenty pairs, users turn to five, half a day apart, two weeks later to the first of each again, and in the end to a sixth pair. */
function drawPairs(): InteractionTable {
  const random = createRandom(SEED);
  const [users, pairs] = [300, 20];
  const rows = Array.from({ length: users }, (_, user) => {
    const own = Array.from({ length: pairs }, (__, pair) => ({ pair, lot: random.next() }))
      .sort((left, right) => left.lot - right.lot)
      .map(({ pair }) => pair);
    const [last = 0] = own.slice(5);
    const both = (pair: number, day: number) => [
      { user, item: 2 * pair, timeMs: day * DAY_MS },
      { user, item: 2 * pair + 1, timeMs: day * DAY_MS + 60_000 },
    ];
    const early = own.slice(0, 5).flatMap((pair, place) => both(pair, place / 2));
    const again = own.slice(0, 5).map((pair, place) => ({ user, item: 2 * pair, timeMs: (20 + place / 2) * DAY_MS }));
    return [...early, ...again, ...both(last, 29)];
  }).flat();
  return {
    users,
    items: 2 * pairs,
    userOf: Int32Array.from(rows, ({ user }) => user),
    itemOf: Int32Array.from(rows, ({ item }) => item),
    timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
  };
}

describe("measureTraining", () => {
  it("chooses convex weights on some users, and on the others beats what everybody gets", () => {
    const { blend } = measured.settings;
    expect(Object.values(blend).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...Object.values(blend))).toBeGreaterThanOrEqual(0);
    expect(measured.users).toBeGreaterThan(80);
    expect(measured.figures.blend.ndcg).toBeGreaterThan(measured.figures.popularity.ndcg * 1.5);
  });

  it("judges what follows what by all that was heard, and not by the last time of each item", () => {
    const { transitions, popularity, untrained } = measureTraining(drawPairs(), SEED, () => {}).measured.figures;
    expect(popularity.ndcg).toBeLessThan(0.5);
    expect(transitions.ndcg).toBeGreaterThan(0.9);
    expect(untrained.ndcg).toBeGreaterThan(0.9);
  });

  it("says how far it is, never going back", () => {
    const shares = notes.map(([share]) => share);
    expect(shares).toEqual(shares.toSorted((left, right) => left - right));
    expect(new Set(notes.map(([, note]) => note)).size).toBeGreaterThan(4);
  });
});

describe("a trained model", () => {
  it("is the same after it was written and read, and damage does not go unseen", () => {
    const bytes = writeTrainedModel(model);
    expect(readTrainedModel(bytes)).toEqual(model);
    expect(() => readTrainedModel(bytes.subarray(0, bytes.length - 8))).toThrow(/damaged/);
    const changed = bytes.slice();
    changed[bytes.length - 3] = (changed[bytes.length - 3] ?? 0) ^ 1;
    expect(() => readTrainedModel(changed)).toThrow(/damaged/);
    expect(() => readTrainedModel(new Uint8Array(64))).toThrow(/not one/);
  });

  it("is the same from a buffer whose slices share its memory, which is what files and databases give", () => {
    const bytes = writeTrainedModel(model);
    const pool = Buffer.concat([Buffer.alloc(8), bytes]);
    expect(readTrainedModel(pool.subarray(8))).toEqual(model);
  });

  it("answers from the next query on, with shares that sum to 1, and goes when it is taken away", () => {
    const recommender = openShop();
    const history = [...itemsOfUser(data, 5)].map((item) => view(idOf(item)));
    const before = ask(recommender, history);
    recommender.setTrained(model);
    const answer = ask(recommender, history);
    expect(answer).toHaveLength(10);
    const seen = new Set(history.map(({ itemId }) => itemId));
    expect(answer.filter(({ itemId }) => seen.has(itemId))).toEqual([]);
    for (const { generators, because } of answer) {
      expect(Object.values(generators).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(because.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(1 + 1e-9);
    }
    const trained = answer.flatMap(({ generators }) => Object.keys(generators));
    expect(trained.some((name) => ["ease", "factors", "sessions"].includes(name))).toBe(true);
    recommender.setTrained(undefined);
    expect(ask(recommender, history)).toEqual(before);
  });

  it("never proposes what is not there any more, and goes on learning by every interaction", () => {
    const recommender = openShop();
    recommender.setTrained(model);
    const history = [...itemsOfUser(data, 5)].map((item) => view(idOf(item)));
    const best = ask(recommender, history)[0]?.itemId ?? "";
    recommender.removeItem(best);
    expect(ask(recommender, history, 200).map(({ itemId }) => itemId)).not.toContain(best);
    const late = { ...plain, id: "late", categories: [] };
    recommender.setItem(late);
    for (let person = 0; person < 30; person += 1) {
      for (const [index, itemId] of [idOf(0), "late"].entries()) {
        recommender.observe({ personId: `new-${person}`, ...view(itemId, END_MS + index) });
      }
    }
    const answer = ask(recommender, [view(idOf(0))], 30);
    expect(answer.find(({ itemId }) => itemId === "late")?.generators.transitions).toBeGreaterThan(0.1);
  });

  it("knows an item that came after training by what it is like", () => {
    const recommender = openShop();
    recommender.setTrained(model);
    const twin = {
      ...catalog[40],
      id: "new",
      name: "",
      description: "",
      categories: [],
      tags: [],
      available: true,
    };
    recommender.setItem({ ...twin, ...catalog[40], id: "new" });
    const answer = ask(
      recommender,
      [41, 42, 43, 44].map((item) => view(idOf(item))),
      60,
    );
    const found = answer.find(({ itemId }) => itemId === "new");
    expect(found?.generators.factors ?? 0).toBeGreaterThan(0);
  });

  it("leaves a history that it has never seen to what is learned by every interaction", () => {
    const [untrained, trained] = [openShop(), openShop()];
    for (const recommender of [untrained, trained]) {
      recommender.setItem({ ...plain, id: "odd", categories: [] });
      for (const [index, itemId] of ["odd", idOf(7)].entries()) {
        recommender.observe({ personId: "somebody", ...view(itemId, END_MS - 5 + index) });
      }
    }
    trained.setTrained(model);
    const ids = (recommender: Recommender) => ask(recommender, [view("odd")]).map(({ itemId }) => itemId);
    expect(ids(trained)).toEqual(ids(untrained));
  });
});
