/**
 * Speed, memory and quality of the recommender on a simulated shop. Run with
 *   node --expose-gc packages/engine/src/recommender/recommender.bench.ts [persons items interactions]
 */
import { createRandom } from "../random.ts";
import type { HistoryEntry, Recommender } from "./recommender.ts";
import { createRecommender, restoreRecommender } from "./recommender.ts";
import type { SimulatedShop } from "./simulated-shop.ts";
import { simulateShop } from "./simulated-shop.ts";

const [persons = 100_000, items = 10_000, interactions = 2_000_000] = process.argv.slice(2).map(Number);
const QUERIES = 5_000;
const SEED = 42;

const shop = simulateShop({ seed: SEED, persons, items, interactions, days: 60 });
const { lastOf, historyOf } = splitLastOut(shop);
const before = usedBytes();
const recommender = createRecommender();
print(
  "catalog",
  measureRate(shop.catalog.length, (index) => setItem(recommender, index)),
  "items/CPU-s",
);
print("observe", measureRate(interactions, observe), "interactions/CPU-s");
print("memory", (usedBytes() - before) / 2 ** 20, "MiB");
print("stats", recommender.stats);
measureServing(recommender);
measureSnapshot(recommender);

function setItem(target: Recommender, index: number): void {
  const item = shop.catalog[index];
  if (item !== undefined) target.setItem(item);
}

function observe(index: number): void {
  const person = shop.persons[index] ?? 0;
  if (lastOf[person] === index) return;
  recommender.observe({
    personId: `person-${person}`,
    itemId: shop.catalog[shop.items[index] ?? 0]?.id ?? "",
    action: "viewed",
    weight: 1,
    timestampMs: shop.timesMs[index] ?? 0,
  });
}

/** Leave-last-out: the last item of a person is the truth, all earlier ones are history; HR@10 among all items. */
function measureServing(target: Recommender): void {
  const random = createRandom(SEED + 1);
  const popular = rankByCount();
  const hits = { recommender: 0, popularity: 0, random: 0 };
  const timesMs: number[] = [];
  let cpuMicroseconds = 0;
  let asked = 0;
  while (asked < QUERIES) {
    const person = random.int(persons);
    const truth = shop.items[lastOf[person] ?? -1];
    const history = historyOf(person);
    if (truth === undefined || history.length < 2) continue;
    asked += 1;
    const truthId = shop.catalog[truth]?.id;
    const startCpu = process.cpuUsage();
    const start = performance.now();
    const answer = target.recommend({ history, exclude: new Set(), limit: 10, nowMs: shop.endMs });
    timesMs.push(performance.now() - start);
    cpuMicroseconds += cpuMicrosecondsSince(startCpu);
    const seen = new Set(history.map(({ itemId }) => itemId));
    if (answer.some(({ itemId }) => itemId === truthId)) hits.recommender += 1;
    if (
      popular
        .filter((id) => !seen.has(id))
        .slice(0, 10)
        .includes(truthId ?? "")
    )
      hits.popularity += 1;
    if (Array.from({ length: 10 }, () => random.int(items)).includes(truth)) hits.random += 1;
  }
  print("recommend mean", cpuMicroseconds / QUERIES / 1000, "CPU-ms");
  timesMs.sort((left, right) => left - right);
  for (const share of [0.5, 0.95, 0.99])
    print(`recommend p${share * 100}`, timesMs[Math.floor(QUERIES * share)] ?? 0, "ms");
  for (const [name, count] of Object.entries(hits)) print(`HR@10 ${name}`, count / QUERIES);
}

function measureSnapshot(target: Recommender): void {
  let start = performance.now();
  const bytes = target.snapshot();
  print("snapshot", performance.now() - start, "ms");
  print("snapshot size", bytes.length / 2 ** 20, "MiB");
  start = performance.now();
  restoreRecommender(bytes);
  print("restore", performance.now() - start, "ms");
}

/** The 200 most viewed items of the training part: enough to fill ten places for anyone in the sample. */
function rankByCount(): string[] {
  const counts = new Int32Array(items);
  shop.items.forEach((item, index) => {
    if (lastOf[shop.persons[index] ?? 0] !== index) counts[item] = (counts[item] ?? 0) + 1;
  });
  return shop.catalog
    .map(({ id }, index) => ({ id, count: counts[index] ?? 0 }))
    .sort((left, right) => right.count - left.count)
    .slice(0, 200)
    .map(({ id }) => id);
}

function splitLastOut({ persons: who, items: what, timesMs }: SimulatedShop) {
  const lastOf = new Int32Array(persons).fill(-1);
  const indexes: number[][] = Array.from({ length: persons }, () => []);
  who.forEach((person, index) => {
    lastOf[person] = index;
    indexes[person]?.push(index);
  });
  const historyOf = (person: number): HistoryEntry[] =>
    (indexes[person] ?? []).slice(0, -1).map((index) => ({
      itemId: shop.catalog[what[index] ?? 0]?.id ?? "",
      action: "viewed",
      weight: 1,
      timestampMs: timesMs[index] ?? 0,
    }));
  return { lastOf, historyOf };
}

/** Calls per second of processor time, all threads of the process: the unit that survives a busy machine. */
function measureRate(count: number, act: (index: number) => void): number {
  const start = process.cpuUsage();
  for (let index = 0; index < count; index += 1) act(index);
  return count / (cpuMicrosecondsSince(start) / 1e6);
}

function cpuMicrosecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function print(name: string, value: number | object, unit = ""): void {
  const text =
    typeof value === "number" ? value.toLocaleString("en", { maximumSignificantDigits: 4 }) : JSON.stringify(value);
  console.log(`${name.padEnd(22)} ${text} ${unit}`);
}
