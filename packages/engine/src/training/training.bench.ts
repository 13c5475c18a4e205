/**
 * Time and memory of a training run on a simulated shop, and what serving costs with and without its model. Run with
 *   npm run bench:recommend [persons items interactions]
 */
import { groupByUser, itemsOfUser, timesOfUser } from "../collaborative/interactions.ts";
import { readTrainedModel, writeTrainedModel } from "../collaborative/trained-model.ts";
import type { HistoryEntry, Recommender } from "../recommender/recommender.ts";
import { createRecommender } from "../recommender/recommender.ts";
import { simulateShop } from "../recommender/simulated-shop.ts";
import { measureTraining } from "./measure-training.ts";
import { trainRecommender } from "./train-recommender.ts";

const [persons = 100_000, items = 10_000, interactions = 5_000_000] = process.argv.slice(2).map(Number);
const SEED = 42;
const QUERIES = 3_000;
/** Latest interactions that the live recommender is fed with: its own speed is another bench's. */
const OBSERVED = 500_000;

let peakMiB = 0;
let note = "";
const shop = simulateShop({ seed: SEED, persons, items, interactions, days: 60 });
const table = { users: persons, items, userOf: shop.persons, itemOf: shop.items, timesMs: shop.timesMs };
const data = groupByUser(table);
const started = { cpu: process.cpuUsage(), wallMs: performance.now() };
const { measured, factors } = measureTraining(table, SEED, onProgress);
const itemIds = shop.catalog.map(({ id }) => id);
const model = trainRecommender({ itemIds, interactions: data, seed: SEED }, measured, factors, onProgress);
const bytes = writeTrainedModel(model);
onProgress(1, "done");
print("model", `${(bytes.length / 2 ** 20).toFixed(1)} MiB; peak memory of the process ${peakMiB.toFixed(0)} MiB`);
print("judged by", `${measured.users} users`);
for (const [name, { ndcg, recall, hitRate, coverage }] of Object.entries(measured.figures)) {
  const figures = Object.entries({ ndcg, recall, hitRate, coverage });
  print(name, figures.map(([figure, value]) => `${figure} ${value.toFixed(4)}`).join("  "));
}
print("settings", JSON.stringify(measured.settings));
measureServing();

function onProgress(_: number, what: string): void {
  peakMiB = Math.max(peakMiB, process.memoryUsage().rss / 2 ** 20);
  if (what === note) return;
  note = what;
  const { user, system } = process.cpuUsage(started.cpu);
  const wallS = (performance.now() - started.wallMs) / 1_000;
  print(what, `at ${((user + system) / 1e6).toFixed(1)} CPU-s, ${wallS.toFixed(1)} s on the clock`);
}

function measureServing(): void {
  const recommender = createRecommender();
  for (const item of shop.catalog) recommender.setItem(item);
  for (let index = Math.max(0, interactions - OBSERVED); index < interactions; index += 1) {
    const [person, item] = [shop.persons[index] ?? 0, shop.items[index] ?? 0];
    recommender.observe({ personId: `person-${person}`, ...entryOf(item, shop.timesMs[index] ?? 0) });
  }
  const histories = historiesOf();
  measureQueries("serve, online alone", recommender, histories);
  const start = performance.now();
  recommender.setTrained(readTrainedModel(bytes));
  print("swap in", `${(performance.now() - start).toFixed(0)} ms`);
  measureQueries("serve, trained", recommender, histories);
}

function entryOf(item: number, timestampMs: number): HistoryEntry {
  return { itemId: itemIds[item] ?? "", action: "viewed", weight: 1, timestampMs };
}

/** The last 40 items of the first users who have three or more: what a profile keeps. */
function historiesOf(): HistoryEntry[][] {
  const histories: HistoryEntry[][] = [];
  for (let user = 0; user < persons && histories.length < QUERIES; user += 1) {
    const [own, times] = [itemsOfUser(data, user).slice(-40), timesOfUser(data, user).slice(-40)];
    if (own.length >= 3) histories.push(Array.from(own, (item, index) => entryOf(item, times[index] ?? 0)));
  }
  return histories;
}

function measureQueries(name: string, recommender: Recommender, histories: readonly HistoryEntry[][]): void {
  const ask = (history: HistoryEntry[]) =>
    recommender.recommend({ history, exclude: new Set(), limit: 10, nowMs: shop.endMs });
  for (const history of histories.slice(0, 300)) ask(history);
  const timesMs: number[] = [];
  const cpu = process.cpuUsage();
  for (const history of histories) {
    const start = performance.now();
    ask(history);
    timesMs.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  timesMs.sort((left, right) => left - right);
  const at = (share: number) => (timesMs[Math.floor(timesMs.length * share)] ?? 0).toFixed(2);
  const mean = ((user + system) / 1_000 / histories.length).toFixed(2);
  print(name, `${mean} CPU-ms; p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ms on the clock`);
}

function print(name: string, text: string): void {
  console.log(`${name.padEnd(36)} ${text}`);
}
