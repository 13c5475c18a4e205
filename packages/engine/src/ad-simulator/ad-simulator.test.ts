import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { costPerThousandOpenings, paceBid, winShare } from "./auction.ts";
import { bestSplit, expectDay } from "./expect-day.ts";
import { drawMarket, drawQuality, seedOf } from "./market.ts";
import { isLearning, startsLearning } from "./response.ts";
import type { AdOutcome, AdSetHistory, AdSetHour } from "./simulate-hour.ts";
import { newHistory, simulateHour } from "./simulate-hour.ts";

const START = 24 * 20_000;
const ADS = [{ id: "a", creativeId: "a", quality: 1 }];

function run(history: AdSetHistory, days: number, input: Omit<AdSetHour, "hour">, from = START): AdOutcome[] {
  return Array.from({ length: days * 24 }, (_, i) => simulateHour(history, { ...input, hour: from + i })).flat();
}
const sumOf = (outcomes: AdOutcome[], of: (outcome: AdOutcome) => number) => outcomes.reduce((n, o) => n + of(o), 0);

test("share won and price agree with auctions held one by one", () => {
  const rivals = { logMean: Math.log(700), logSpread: 0.8 };
  const random = createRandom(1);
  const logBid = Math.log(600);
  let won = 0;
  let paid = 0;
  const held = 200_000;
  for (let i = 0; i < held; i++) {
    const rival = Math.exp(rivals.logMean + rivals.logSpread * random.normal());
    if (rival >= Math.exp(logBid)) continue;
    won++;
    paid += rival;
  }
  expect(won / held / winShare(rivals, logBid)).toBeCloseTo(1, 2);
  expect(paid / held / costPerThousandOpenings(rivals, logBid)).toBeCloseTo(1, 2);
  const cents = (5_000 / 1_000) * costPerThousandOpenings(rivals, paceBid(rivals, 5_000, 900));
  expect(cents).toBeCloseTo(900, 6);
});

test("the same seed replays, also hour by hour from stored JSON; another one does not", () => {
  const market = drawMarket(3);
  const whole = newHistory();
  const first = run(whole, 10, { market, seed: 5, dailyBudgetCents: 5_000, ads: ADS });
  let stored = JSON.stringify(newHistory());
  const again: AdOutcome[] = [];
  for (let hour = START; hour < START + 240; hour++) {
    const history = JSON.parse(stored);
    again.push(...simulateHour(history, { market, seed: 5, dailyBudgetCents: 5_000, ads: ADS, hour }));
    stored = JSON.stringify(history);
  }
  expect(again).toEqual(first);
  expect(JSON.parse(stored)).toEqual(whole);
  expect(run(newHistory(), 10, { market, seed: 6, dailyBudgetCents: 5_000, ads: ADS })).not.toEqual(first);
});

test("no day spends more than its budget, nor all days more than the total, and nearly all of a day is spent", () => {
  for (let seed = 0; seed < 30; seed++) {
    const market = drawMarket(seed);
    const history = newHistory();
    for (let day = 0; day < 10; day++) {
      const outcomes = run(history, 1, { market, seed, dailyBudgetCents: 3_000, ads: ADS }, START + 24 * day);
      const spent = sumOf(outcomes, ({ spendCents }) => spendCents);
      expect(spent).toBeLessThanOrEqual(3_000);
      expect(spent).toBeGreaterThan(2_700);
    }
    const capped = run(newHistory(), 1, { market, seed, dailyBudgetCents: 3_000, leftCents: 40, ads: ADS });
    expect(sumOf(capped, ({ spendCents }) => spendCents)).toBeLessThanOrEqual(24 * 40);
  }
});

test("weeks of the simulation bring what the truth expects, within the noise of counts", () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const ratios = seeds.map((seed) => {
    const market = { ...drawMarket(seed), fatiguedAt: 1e9 };
    const history = newHistory();
    history.learned = 1_000;
    run(history, 8, { market, seed, dailyBudgetCents: 6_000, ads: ADS });
    const outcomes = run(history, 42, { market, seed, dailyBudgetCents: 6_000, ads: ADS }, START + 24 * 8);
    return sumOf(outcomes, ({ conversions }) => conversions) / 42 / expectDay(market, 6_000).conversions;
  });
  expect(ratios.reduce((a, b) => a + b, 0) / ratios.length).toBeCloseTo(1, 1);
});

test("conversions come later than their clicks, and each on the day of its click", () => {
  const market = { ...drawMarket(4), conversionRate: 0.5, delayHours: 48 };
  const history = newHistory();
  const during = run(history, 5, { market, seed: 1, dailyBudgetCents: 20_000, ads: ADS });
  const after = run(history, 30, { market, seed: 1, dailyBudgetCents: 20_000, ads: [] }, START + 5 * 24);
  const early = sumOf(during, ({ conversions }) => conversions);
  const late = sumOf(after, ({ conversions }) => conversions);
  expect(early).toBeGreaterThan(0);
  expect(late).toBeGreaterThan(early / 4);
  expect(after.every(({ day }) => day < START / 24 + 5)).toBe(true);
  expect(history.pending).toEqual([]);
});

test("returns diminish: each further step of budget adds less, and the split by marginal gain beats an equal one", () => {
  for (let seed = 0; seed < 20; seed++) {
    const markets = [0, 1, 2, 3].map((i) => drawMarket(seedOf(seed, i)));
    for (const market of markets) {
      const curve = [0, 1, 2, 3, 4, 5].map((step) => expectDay(market, step * 5_000).conversions);
      const gains = curve.slice(1).map((value, i) => value - (curve[i] ?? 0));
      for (let i = 1; i < gains.length; i++) expect(gains[i]).toBeLessThan(gains[i - 1] ?? 0);
    }
    const total = (split: number[]) =>
      markets.reduce((n, market, i) => n + expectDay(market, split[i] ?? 0).conversions, 0);
    const best = bestSplit(markets, 40_000, 250);
    expect(best.reduce((a, b) => a + b, 0)).toBe(40_000);
    expect(total(best)).toBeGreaterThanOrEqual(total(markets.map(() => 10_000)));
  }
});

test("a creative that is shown too long wears out; a fresh one of the same quality brings more", () => {
  const market = { ...drawMarket(8, 5_000), fatiguedAt: 3 };
  const history = newHistory();
  history.learned = 1_000;
  run(history, 60, { market, seed: 2, dailyBudgetCents: 5_000, ads: ADS });
  const clicks = (ads: AdSetHour["ads"]) => {
    const copy = structuredClone(history);
    return sumOf(run(copy, 7, { market, seed: 2, dailyBudgetCents: 5_000, ads }, START + 60 * 24), (o) => o.clicks);
  };
  expect(clicks([{ id: "b", creativeId: "b", quality: 1 }])).toBeGreaterThan(1.3 * clicks(ADS));
});

test("while it learns an ad set brings less; a budget moved by more than a fifth begins it anew", () => {
  const market = drawMarket(9);
  const clicks = (learned: number) => {
    const history = { ...newHistory(), learned };
    return sumOf(run(history, 3, { market, seed: 2, dailyBudgetCents: 2_000, ads: ADS }), (o) => o.clicks);
  };
  expect(clicks(0)).toBeLessThan(0.9 * clicks(1_000));
  expect([isLearning(49), isLearning(50)]).toEqual([true, false]);
  expect([startsLearning(1_000, 1_200), startsLearning(1_000, 1_201), startsLearning(1_000, 799)]).toEqual([
    false,
    true,
    true,
  ]);
});

test("creatives differ, around one", () => {
  const qualities = Array.from({ length: 2_000 }, (_, seed) => drawQuality(seed));
  expect(Math.exp(qualities.reduce((n, q) => n + Math.log(q), 0) / 2_000)).toBeCloseTo(1, 1);
  expect(new Set(qualities).size).toBeGreaterThan(1_990);
});
