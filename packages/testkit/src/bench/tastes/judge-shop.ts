import { itemsOfUser } from "@rapport/engine/collaborative/interactions";
import type { ListMetrics } from "@rapport/engine/evaluation/judge-lists";
import { judgeLists } from "@rapport/engine/evaluation/judge-lists";
import { discountAt } from "@rapport/engine/evaluation/ranking-metrics";
import type { ItemCounts } from "@rapport/engine/group-popularity";
import { blendGroupPopularity } from "@rapport/engine/group-popularity";
import type { Random } from "@rapport/engine/random";
import { createRandom } from "@rapport/engine/random";
import type { SimulationTruth } from "../../simulator/simulate.ts";
import type { LiveShop } from "./live-shop.ts";

/** Figures of one method, and how its lists are together. */
export type Judged = { method: string; ndcg: number } & Pick<
  ListMetrics,
  "coverage" | "concentration" | "popularityBias" | "sameness" | "novelty"
>;

const PLACES = 10;
/** People who are asked, known or unknown. */
const ASKED = 1_000;
/** Chance that a trait of a simulated person tells the truth about their taste. */
const TRAIT_TRUTH = 0.7;

/** Lists for people with a history, beside what is popular, the same recommender untrained, and what is best. */
export function judgeKnownPeople(shop: LiveShop): Judged[] {
  const { recommender, histories, endMs, knownPeople } = shop;
  const people = Array.from({ length: knownPeople }, (_, person) => person)
    .filter((person) => (histories[person]?.length ?? 0) > 0)
    .slice(0, ASKED);
  const numbers = numbersOf(shop);
  const seenBy = (person: number) => new Set((histories[person] ?? []).map(({ itemId }) => itemId));
  const ask = (person: number, history: LiveShop["histories"][number]) =>
    toNumbers(recommender.recommend({ history, exclude: seenBy(person), limit: PLACES, nowMs: endMs }), numbers);
  const wanted = (person: number) => {
    const seen = seenBy(person);
    return shop.simulation
      .chances(person, "next")
      .map((chance, item) => (seen.has(shop.catalog[item]?.id ?? "") ? 0 : chance));
  };
  const judge = (method: string, listOf: (person: number) => Int32Array) =>
    judgeMethod(shop, people, { method, listOf, wanted });
  const ours = judge("recommender", (person) => ask(person, histories[person] ?? []));
  const popular = judge("popularity", (person) => ask(person, []));
  // Without a reranker, because there are too few people or it did not show itself, both rows are the same.
  recommender.setTrained({ ...shop.trained, reranker: undefined });
  const linear = judge("recommender, order not corrected", (person) => ask(person, histories[person] ?? []));
  recommender.setTrained(undefined);
  const untrained = judge("recommender, untrained", (person) => ask(person, histories[person] ?? []));
  return [popular, untrained, linear, ours, judge("oracle", (person) => bestOf(wanted(person)))];
}

/** Lists for people of whom three traits are known and nothing else. */
export function judgeUnknownPeople(shop: LiveShop, seed: number): Judged[] {
  const { simulation, interactions, knownPeople } = shop;
  const truth = simulation.truth();
  const { people, categories } = truth;
  const random = createRandom(seed);
  const traits = people.map(({ topCategories }) => drawTraits(random, topCategories, categories));
  const groups = countGroups(shop, traits);
  const everybody = groups.get("") ?? { total: 0, counts: new Map() };
  const unknown = people.map((_, person) => person).slice(knownPeople, knownPeople + ASKED);
  const chances = new Map<number, Float64Array>();
  const wanted = (person: number) => {
    const known = chances.get(person) ?? simulation.chances(person, "first");
    chances.set(person, known);
    return known;
  };
  const categoryOf = (item: string) => shop.catalog[Number(item)]?.categories[0];
  const listOf = (own: readonly ItemCounts[]) => {
    const scores = [...blendGroupPopularity(everybody, own, categoryOf)].sort((left, right) => right[1] - left[1]);
    return Int32Array.from(scores.slice(0, PLACES), ([item]) => Number(item));
  };
  const byTraits = (person: number) => listOf((traits[person] ?? []).flatMap((trait) => groups.get(trait) ?? []));
  const judge = (method: string, list: (person: number) => Int32Array) =>
    judgeMethod({ ...shop, interactions }, unknown, { method, listOf: list, wanted });
  return [
    judge("popularity", () => listOf([])),
    judge("popularity of groups", byTraits),
    judge("who knows all minds, but of these people the traits", (person) =>
      bestOf(expectByTraits(shop.knownPeople, truth, traits[person] ?? [], wanted)),
    ),
    judge("oracle", (person) => bestOf(wanted(person))),
  ];
}

type Method = { method: string; listOf: (person: number) => Int32Array; wanted: (person: number) => Float64Array };

/** nDCG with the true probability of the next view as the gain: 1 is what who knows the simulated mind would show. */
function judgeMethod(shop: LiveShop, people: readonly number[], { method, listOf, wanted }: Method): Judged {
  const lists = people.map(listOf);
  const ndcg = people.reduce((sum, person, index) => {
    const chances = wanted(person);
    return sum + gainOf(lists[index] ?? new Int32Array(), chances) / gainOf(bestOf(chances), chances);
  }, 0);
  const { interactions } = shop;
  const counts = new Int32Array(interactions.items);
  for (const item of interactions.itemOf) counts[item] = (counts[item] ?? 0) + 1;
  const histories = people.map((person) =>
    person < interactions.users ? itemsOfUser(interactions, person) : new Int32Array(),
  );
  const { coverage, concentration, popularityBias, sameness, novelty } = judgeLists({
    lists,
    histories,
    counts,
    users: interactions.users,
  });
  return { method, ndcg: ndcg / people.length, coverage, concentration, popularityBias, sameness, novelty };
}

function gainOf(list: Int32Array, chances: Float64Array): number {
  return list.reduce((sum, item, place) => sum + (chances[item] ?? 0) * discountAt(place), 0);
}

function bestOf(chances: Float64Array): Int32Array {
  const order = Int32Array.from(chances, (_, item) => item);
  return order.sort((left, right) => (chances[right] ?? 0) - (chances[left] ?? 0)).slice(0, PLACES);
}

/** The first, second and third favourite category, as a form would have asked for them; each is wrong now and then. */
function drawTraits(random: Random, favourites: readonly string[], categories: readonly string[]): string[] {
  return favourites.map((favourite, place) => {
    const told = random.next() < TRAIT_TRUTH ? favourite : random.pick(categories);
    return `${place} ${told}`;
  });
}

/**
 * What somebody with these traits wants on average over all minds they may have: nobody who knows the traits alone can do
 * better, however much they have learned.
 */
function expectByTraits(
  knownPeople: number,
  { people, categories }: SimulationTruth,
  traits: readonly string[],
  wanted: (person: number) => Float64Array,
): Float64Array {
  const sum = new Float64Array(wanted(0).length);
  for (let other = 0; other < knownPeople; other += 1) {
    const favourites = people[other]?.topCategories ?? [];
    const likelihood = traits.reduce((product, trait, place) => {
      const isTrue = trait === `${place} ${favourites[place]}`;
      return product * ((isTrue ? TRAIT_TRUTH : 0) + (1 - TRAIT_TRUTH) / categories.length);
    }, 1);
    wanted(other).forEach((chance, item) => {
      sum[item] = (sum[item] ?? 0) + likelihood * chance;
    });
  }
  return sum;
}

/** What known people of each trait turned to; under "" what everybody did. */
function countGroups({ interactions }: LiveShop, traits: readonly (readonly string[])[]): Map<string, ItemCounts> {
  const groups = new Map<string, { total: number; counts: Map<string, number> }>();
  for (let person = 0; person < interactions.users; person += 1) {
    for (const group of ["", ...(traits[person] ?? [])]) {
      const own = groups.get(group) ?? { total: 0, counts: new Map<string, number>() };
      groups.set(group, own);
      for (const item of itemsOfUser(interactions, person)) {
        own.counts.set(`${item}`, (own.counts.get(`${item}`) ?? 0) + 1);
        own.total += 1;
      }
    }
  }
  return groups;
}

function numbersOf({ catalog }: LiveShop): Map<string, number> {
  return new Map(catalog.map(({ id }, number) => [id, number]));
}

function toNumbers(ranked: readonly { itemId: string }[], numbers: ReadonlyMap<string, number>): Int32Array {
  return Int32Array.from(ranked, ({ itemId }) => numbers.get(itemId) ?? 0);
}
