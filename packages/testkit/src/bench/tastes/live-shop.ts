import { extractInteractions } from "@rapport/domain/recommendations/extract-interactions";
import type { Interactions } from "@rapport/engine/collaborative/interactions";
import { groupByUser } from "@rapport/engine/collaborative/interactions";
import type { HistoryEntry, Recommender, TrainedModel } from "@rapport/engine/recommender";
import { createRecommender } from "@rapport/engine/recommender";
import { measureTraining } from "@rapport/engine/training/measure-training";
import { trainRecommender } from "@rapport/engine/training/train-recommender";
import { generateCatalog } from "../../simulator/generate-catalog.ts";
import type { Simulation } from "../../simulator/simulate.ts";
import { simulate } from "../../simulator/simulate.ts";

export type ShopSize = { seed: number; visitors: number; items: number };

/** A simulated shop, what a trained recommender learned of the people who are known, and those who are not. */
export type LiveShop = {
  simulation: Simulation;
  catalog: ReturnType<typeof generateCatalog>;
  recommender: Recommender;
  trained: TrainedModel;
  /** By person, what a profile keeps of them: latest first. */
  histories: readonly HistoryEntry[][];
  interactions: Interactions;
  /** People of this number and above were left out of all learning. */
  knownPeople: number;
  endMs: number;
};

/** Share of the people whom nothing is known of. */
const UNKNOWN = 0.2;
const REMEMBERED = 40;
const DAYS = 30;
const START_MS = Date.UTC(2026, 0, 5);

/** Lets a month of visits go by, with a recommender that hears of every event, and trains it at the end. */
export function openLiveShop({ seed, visitors, items }: ShopSize): LiveShop {
  const catalog = generateCatalog(seed, items);
  const simulation = simulate({ seed, visitors, startMs: START_MS, days: DAYS, catalog, coldVisitorShare: 0 });
  const people = new Map(
    simulation.truth().people.flatMap(({ anonymousIds }, person) => anonymousIds.map((id) => [id, person] as const)),
  );
  const knownPeople = Math.floor(visitors * (1 - UNKNOWN));
  const recommender = createRecommender();
  for (const item of catalog) recommender.setItem({ ...item, available: true });
  const numbers = new Map(catalog.map(({ id }, number) => [id, number]));
  const histories = Array.from({ length: visitors }, (): HistoryEntry[] => []);
  const table = { userOf: [] as number[], itemOf: [] as number[], timesMs: [] as number[] };
  for (const { anonymousId, type, event, originalTimestamp, properties } of simulation) {
    const person = people.get(anonymousId) ?? visitors;
    if (person >= knownPeople) continue;
    const timestampMs = Date.parse(originalTimestamp);
    for (const { itemId, action } of extractInteractions({ type, name: String(event), payload: { properties } })) {
      const entry = { itemId, action, weight: 1, timestampMs };
      recommender.observe({ personId: `person-${person}`, ...entry });
      histories[person]?.unshift(entry);
      histories[person]?.splice(REMEMBERED);
      table.userOf.push(person);
      table.itemOf.push(numbers.get(itemId) ?? 0);
      table.timesMs.push(timestampMs);
    }
  }
  const known = { users: knownPeople, items, ...toArrays(table) };
  const interactions = groupByUser(known);
  const { measured, factors } = measureTraining(known, seed, () => {});
  const itemIds = catalog.map(({ id }) => id);
  const trained = trainRecommender({ itemIds, interactions, seed }, measured, factors, () => {});
  recommender.setTrained(trained);
  return {
    simulation,
    catalog,
    recommender,
    trained,
    histories,
    interactions,
    knownPeople,
    endMs: START_MS + DAYS * 86_400_000,
  };
}

function toArrays({ userOf, itemOf, timesMs }: Record<"userOf" | "itemOf" | "timesMs", number[]>) {
  return {
    userOf: Int32Array.from(userOf),
    itemOf: Int32Array.from(itemOf),
    timesMs: Float64Array.from(timesMs),
  };
}
