import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { groupByUser } from "@rapport/engine/collaborative/interactions";
import { writeTrainedModel } from "@rapport/engine/collaborative/trained-model";
import { createRecommender } from "@rapport/engine/recommender";
import type { SimulatedShop } from "@rapport/engine/simulated-shop";
import { simulateShop } from "@rapport/engine/simulated-shop";
import { measureTraining } from "@rapport/engine/training/measure-training";
import { trainRecommender } from "@rapport/engine/training/train-recommender";

export type ShopSize = { persons: number; items: number; interactions: number };
const SEED = 42;
const DAYS = 60;
/** Where trained models are kept between runs: training takes minutes, and comes out the same. */
const CACHE = new URL("../../../../../.cache/bench-serve/", import.meta.url);

/** A simulated shop whose last interaction is now: half-lives count from the present. */
export function openShop(size: ShopSize): SimulatedShop {
  const shop = simulateShop({ ...size, seed: SEED, days: DAYS });
  const laterMs = Date.now() - shop.endMs;
  return { ...shop, timesMs: shop.timesMs.map((timeMs) => timeMs + laterMs), endMs: shop.endMs + laterMs };
}

/** What a training run on the whole shop leaves, as bytes. */
export async function trainShop(shop: SimulatedShop, size: ShopSize): Promise<Uint8Array> {
  const file = new URL(`${size.persons}-${size.items}-${size.interactions}.model`, CACHE);
  try {
    return await readFile(file);
  } catch {
    console.log("There is no trained model of this size yet; training takes minutes.");
  }
  const { persons: userOf, items: itemOf, timesMs } = shop;
  const table = { users: size.persons, items: size.items, userOf, itemOf, timesMs };
  const interactions = groupByUser(table);
  const { measured, factors } = measureTraining(table, SEED, () => {});
  const itemIds = shop.catalog.map(({ id }) => id);
  const input = { itemIds, interactions, seed: SEED };
  const bytes = writeTrainedModel(trainRecommender(input, measured, factors, () => {}));
  await mkdir(CACHE, { recursive: true });
  await writeFile(file, bytes);
  return bytes;
}

/** The profile's id of a person; `fillServer` gives them the same. */
function profileIdOf(person: number): string {
  const digest = createHash("md5").update(`person-${person}`).digest("hex");
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What is learned by every interaction of the shop, as the bytes of a snapshot. */
export function observeShop({ catalog, persons, items, timesMs }: SimulatedShop): Uint8Array<ArrayBuffer> {
  const recommender = createRecommender();
  for (const item of catalog) recommender.setItem(item);
  const ids: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const person = persons[index] ?? 0;
    const personId = ids[person] ?? profileIdOf(person);
    ids[person] = personId;
    const itemId = catalog[items[index] ?? 0]?.id ?? "";
    recommender.observe({ personId, itemId, action: "viewed", weight: 1, timestampMs: timesMs[index] ?? 0 });
  }
  return recommender.snapshot();
}
