import { parseArgs } from "node:util";
import { behaviourFeatures } from "@rapport/domain/lookalike/behaviour-features";
import { extractInteractions } from "@rapport/domain/recommendations/extract-interactions";
import { contrast, dot, embedBehaviour, FEATURE_BUCKETS, featureBucket, meanOf } from "@rapport/engine/embed-behaviour";
import { createRandom } from "@rapport/engine/random";
import { generateCatalog } from "../simulator/generate-catalog.ts";
import { simulate } from "../simulator/simulate.ts";

/**
 * Quality of look-alikes on simulated visitors with known tastes: twenty people whose likeliest category is the same are
 * the seed, the others with that category are to be found. Beside it, drawing at random, taking the most active, and what
 * is possible: ranking by how much each did in the category that is looked for, which a search is not told.
 *
 *     npm run bench:lookalike -- --visitors 4000 --seeds 5
 */
const { values } = parseArgs({
  options: { visitors: { type: "string", default: "4000" }, seeds: { type: "string", default: "5" } },
});
const SEED_SIZE = 20;
const RECENT = 40;

type Person = {
  id: string;
  category: string;
  vector: Float32Array;
  events: number;
  share: (category: string) => number;
};
type Scores = { precision: number; auc: number };

const sums = new Map<string, Scores>();
let runs = 0;
for (let seed = 101; seed <= 100 + Number(values.seeds); seed++) {
  const people = createPeople(seed, Number(values.visitors));
  for (const category of new Set(people.map((person) => person.category))) {
    const fans = people.filter((person) => person.category === category);
    if (fans.length < 3 * SEED_SIZE) continue;
    runs++;
    const chosen = new Set(fans.slice(0, SEED_SIZE));
    const random = createRandom(seed);
    const rest = people.filter((person) => !chosen.has(person));
    const direction = contrast(
      [...chosen].map(({ vector }) => vector),
      meanOf(people.map(({ vector }) => vector)),
    );
    judge("look-alikes", rest, category, ({ vector }) => dot(direction, vector));
    judge("told by taste", rest, category, ({ share }) => share(category));
    judge("most active", rest, category, ({ events }) => events);
    judge("at random", rest, category, () => random.next());
  }
}
console.log(`${values.visitors} visitors, ${values.seeds} seeds, ${runs} audiences of ${SEED_SIZE} people\n`);
console.log("method        precision@100   AUC");
for (const [method, { precision, auc }] of sums) {
  console.log(`${method.padEnd(14)}${(precision / runs).toFixed(3).padEnd(16)}${(auc / runs).toFixed(3)}`);
}

function judge(method: string, people: readonly Person[], category: string, scoreOf: (person: Person) => number) {
  const ranked = people
    .map((person) => ({ score: scoreOf(person), isFan: person.category === category }))
    .sort((a, b) => b.score - a.score);
  const fans = ranked.filter(({ isFan }) => isFan).length;
  let [fansSeen, below] = [0, 0];
  for (const { isFan } of ranked) {
    if (isFan) fansSeen++;
    else below += fansSeen;
  }
  const sum = sums.get(method) ?? { precision: 0, auc: 0 };
  sum.precision += ranked.slice(0, 100).filter(({ isFan }) => isFan).length / 100;
  sum.auc += below / (fans * (ranked.length - fans));
  sums.set(method, sum);
}

/** Visitors with what the fold keeps of them, and their likeliest category. */
function createPeople(seed: number, visitors: number): Person[] {
  const catalog = generateCatalog(seed, 400);
  const traffic = simulate({ seed, visitors, startMs: Date.UTC(2026, 0, 5), days: 30, catalog });
  const categories = new Map(catalog.map((item) => [item.id, item.categories]));
  const seen = new Map<string, { counters: Record<string, number>; recentItems: [string, string, number][] }>();
  for (const { anonymousId, type, event, originalTimestamp, properties } of traffic) {
    const person = seen.get(anonymousId) ?? { counters: {}, recentItems: [] };
    seen.set(anonymousId, person);
    const name = String(event ?? type);
    person.counters[name] = (person.counters[name] ?? 0) + 1;
    const interactions = extractInteractions({ type, name, payload: { properties } });
    for (const { itemId, action } of interactions)
      person.recentItems.unshift([itemId, action, Date.parse(originalTimestamp)]);
    person.recentItems.length = Math.min(person.recentItems.length, RECENT);
  }
  const features = new Map(
    [...seen].map(([id, person]) => [
      id,
      behaviourFeatures({ ...person, traits: {} }, (item) => categories.get(item) ?? []),
    ]),
  );
  const counts = new Array<number>(FEATURE_BUCKETS).fill(0);
  for (const of of features.values()) {
    for (const bucket of new Set([...of.keys()].map(featureBucket))) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const model = { counts, people: features.size };
  return traffic.truth().people.flatMap(({ anonymousIds: [id = ""], topCategories: [category = ""] }) => {
    const of = features.get(id);
    const events = Object.values(seen.get(id)?.counters ?? {}).reduce((a, b) => a + b, 0);
    const share = (name: string) => (of?.get(`category ${name}`) ?? 0) / (events + 5);
    return of ? [{ id, category, vector: embedBehaviour(of, model), events, share }] : [];
  });
}
