import { beforeAll, describe, expect, it } from "vitest";
import { groupByUser } from "../collaborative/interactions.ts";
import { EASE_DEFAULTS, trainEase } from "../collaborative/train-ease.ts";
import { trimStrangers } from "../collaborative/trim-strangers.ts";
import type { HistoryEntry, Interaction } from "./recommender.ts";
import { createRecommender } from "./recommender.ts";
import type { SimulatedShop } from "./simulated-shop.ts";
import { simulateShop } from "./simulated-shop.ts";

const DAY_MS = 86_400_000;
const FAKES = 10_000;
const PLACES = 20;
/** Every third person has signed in; of the others, four share a network. */
const isKnown = (person: number) => person % 3 === 0;
const honestNetwork = (person: number) => `honest ${Math.floor(person / 4)}`;

type Step = Interaction & { person: number; item: number };
/** From which network a fake person comes, and when. */
type Attack = { name: string; networkOf: (fake: number) => string; timeOf: (fake: number, endMs: number) => number };

const ATTACKS: Attack[] = [
  {
    name: "from twenty networks at once",
    networkOf: (fake) => `bad ${fake % 20}`,
    timeOf: (_, endMs) => endMs - 1_000,
  },
  { name: "each from a network of its own", networkOf: (fake) => `bad ${fake}`, timeOf: (_, endMs) => endMs - 1_000 },
  {
    name: "patiently, a hundred a day from three networks",
    networkOf: (fake) => `bad ${fake % 3}`,
    timeOf: (fake, endMs) => endMs - (100 - Math.floor(fake / 100)) * DAY_MS,
  },
  {
    name: "patiently, a hundred a day, each from a network of its own",
    networkOf: (fake) => `bad ${fake}`,
    timeOf: (fake, endMs) => endMs - (100 - Math.floor(fake / 100)) * DAY_MS,
  },
];

let shop: SimulatedShop;
let honest: Step[];
let byCount: number[];
let asked: HistoryEntry[][];

beforeAll(() => {
  shop = simulateShop({ seed: 12, persons: 3_000, items: 400, interactions: 60_000, days: 100 });
  honest = Array.from(shop.items, (item, index) => stepOf(shop.persons[index] ?? 0, item, shop.timesMs[index] ?? 0));
  const counts = new Int32Array(400);
  for (const { item } of honest) counts[item] = (counts[item] ?? 0) + 1;
  asked = Array.from({ length: 30 }, (_, index) => honest.filter(({ person }) => person === index * 41));
  byCount = [...counts.keys()].sort((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0));
});

function stepOf(person: number, item: number, timestampMs: number): Step {
  const network = isKnown(person) ? undefined : honestNetwork(person);
  return { person, item, ...entryOf(item, timestampMs), personId: `p${person}`, network };
}

function entryOf(item: number, timestampMs: number): HistoryEntry {
  return { itemId: `item-${item}`, action: "viewed", weight: 1, timestampMs };
}

/** Each fake person views something that many look at, and then buys what is pushed. */
function fakes({ networkOf, timeOf }: Attack, lure: number, pushed: number): Step[] {
  return Array.from({ length: FAKES }, (_, fake): Step[] => {
    const [person, timestampMs] = [shop.persons.length + fake, timeOf(fake, shop.endMs)];
    const own = { person, personId: `fake ${fake}`, network: networkOf(fake) };
    return [
      { ...entryOf(lure, timestampMs - 60_000), ...own, item: lure },
      { ...entryOf(pushed, timestampMs), ...own, item: pushed, action: "purchased", weight: 5 },
    ];
  }).flat();
}

function learn(steps: readonly Step[]) {
  const recommender = createRecommender();
  for (const item of shop.catalog) recommender.setItem(item);
  for (const step of [...steps].sort((left, right) => left.timestampMs - right.timestampMs)) recommender.observe(step);
  return recommender;
}

/** Place of an item in the lists of strangers, of those who have just seen the lure, and of honest people, worst first. */
function placesOf(steps: readonly Step[], lure: number, pushed: number): number[] {
  const recommender = learn(steps);
  const histories = [[], [entryOf(lure, shop.endMs)], ...asked];
  return histories.map((history) => {
    const answer = recommender.recommend({
      history,
      exclude: new Set(),
      limit: PLACES,
      diversity: 0,
      nowMs: shop.endMs,
    });
    const place = answer.findIndex(({ itemId }) => itemId === `item-${pushed}`);
    return place < 0 ? PLACES : place;
  });
}

/** Place of the pushed item beside the lure, by the weights of EASE. */
function placeByEase(steps: readonly Step[], lure: number, pushed: number, isTrimmed: boolean): number {
  const networks = new Map([["", 0]]);
  const numberOf = (network: string | undefined) => {
    if (network === undefined) return -1;
    if (!networks.has(network)) networks.set(network, networks.size);
    return networks.get(network) ?? 0;
  };
  const table = {
    ...{ users: shop.persons.length + FAKES, items: 400 },
    userOf: Int32Array.from(steps, ({ person }) => person),
    itemOf: Int32Array.from(steps, ({ item }) => item),
    timesMs: Float64Array.from(steps, ({ timestampMs }) => timestampMs),
  };
  const kept = isTrimmed
    ? trimStrangers(
        table,
        Int32Array.from(steps, ({ network }) => numberOf(network)),
      )
    : table;
  const { starts, targets, weights } = trainEase(groupByUser(kept), EASE_DEFAULTS);
  const row = Array.from(
    { length: (starts[lure + 1] ?? 0) - (starts[lure] ?? 0) },
    (_, index) => (starts[lure] ?? 0) + index,
  );
  row.sort((left, right) => (weights[right] ?? 0) - (weights[left] ?? 0));
  const place = row.findIndex((entry) => targets[entry] === pushed);
  return place < 0 ? PLACES : Math.min(place, PLACES);
}

/** Places without any attack, by the rank of the pushed item. */
const undisturbed = new Map<number, number[]>();

/** Places that an attack wins the item in the list where it wins most. */
function placesWon(attack: Attack, rank: number, disguise: (step: Step) => Step = (step) => step): number {
  const [lure = 0, pushed = 0] = [byCount[0], byCount[rank]];
  const before = undisturbed.get(rank) ?? placesOf(honest, lure, pushed);
  undisturbed.set(rank, before);
  const after = placesOf([...honest, ...fakes(attack, lure, pushed)].map(disguise), lure, pushed);
  return Math.max(...before.map((place, index) => place - (after[index] ?? 0)));
}

describe.each(ATTACKS)("ten thousand made-up people who push one item, $name", (attack) => {
  it.each([
    ["an item that hardly anybody wants", 300],
    ["one of the better ones", 16],
  ])("win it one place at most in honest people's lists: %s", (_, rank) => {
    expect(placesWon(attack, rank)).toBeLessThanOrEqual(1);
  });
});

describe("made-up people", () => {
  const [, scattered] = ATTACKS;

  it("would come first, did anybody vouch for them", () => {
    const unguarded = (step: Step): Step => ({ ...step, network: undefined });
    expect(scattered && placesWon(scattered, 300, unguarded)).toBe(PLACES);
  });

  it("win one place at most beside the item that they lure with, in EASE, and all of them untrimmed", () => {
    const [lure = 0, pushed = 0] = [byCount[0], byCount[300]];
    const before = placeByEase(honest, lure, pushed, true);
    for (const attack of ATTACKS.slice(0, 2)) {
      const steps = [...honest, ...fakes(attack, lure, pushed)];
      expect(before - placeByEase(steps, lure, pushed, true)).toBeLessThanOrEqual(1);
      expect(placeByEase(steps, lure, pushed, false)).toBe(0);
    }
  });
});

describe("what strangers do", () => {
  /** How often the next item of a person is among the first twenty, learned from all that was before the last tenth. */
  function hitRate(disguise: (step: Step) => Step): number {
    const cut = Math.floor(honest.length * 0.9);
    const recommender = learn(honest.slice(0, cut).map(disguise));
    const nowMs = honest[cut]?.timestampMs ?? 0;
    const seen = new Map<number, HistoryEntry[]>();
    for (const step of honest.slice(0, cut)) seen.set(step.person, [...(seen.get(step.person) ?? []), step].slice(-30));
    const next = new Map<number, string>();
    for (const { person, itemId } of honest.slice(cut)) if (!next.has(person)) next.set(person, itemId);
    const asked = [...next].filter(([person]) => seen.has(person));
    const hits = asked.filter(([person, itemId]) => {
      const query = { history: seen.get(person) ?? [], exclude: new Set<string>(), limit: PLACES, diversity: 0, nowMs };
      return recommender.recommend({ ...query, unexplained: true }).some((item) => item.itemId === itemId);
    });
    return hits.length / asked.length;
  }

  it("is still learned from: lists hit as often as with everybody known", () => {
    const guarded = hitRate((step) => step);
    const open = hitRate((step) => ({ ...step, network: undefined }));
    expect(guarded).toBeGreaterThan(open * 0.95);
  });
});
