import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import { costPerThousandOpenings, paceBid, rivalsAt, winShare } from "./auction.ts";
import type { Market } from "./market.ts";
import { seedOf } from "./market.ts";
import { fatigue, learningFactor, wear } from "./response.ts";

/** What is remembered of an ad set between hours; plain JSON. */
export type AdSetHistory = {
  /** Day (whole days since the epoch) that `spentCents` is of. */
  day: number;
  spentCents: number;
  /** Impressions of the last seven days, the present one last. */
  weekImpressions: number[];
  /** Conversions since the last change that a platform has to learn anew after. */
  learned: number;
  /** Impressions so far of each creative, by its id. */
  shown: Record<string, number>;
  /** Conversions on their way: the hour in which they are reported. */
  pending: PendingConversion[];
};
type PendingConversion = { hour: number; adId: string; day: number; valueCents: number };

/** `quality` multiplies the click rate; `creativeId` names what people tire of. */
export type SimulatedAd = { id: string; creativeId: string; quality: number };

export type AdSetHour = {
  market: Market;
  /** Of all chance; the same seed, ad set and hour give the same draws, however the hours are batched. */
  seed: number;
  /** Whole hours since the epoch. */
  hour: number;
  /** Cents that may still be spent in all, where a total is set. */
  leftCents?: number | undefined;
  dailyBudgetCents: number;
  ads: readonly SimulatedAd[];
};

/** One ad in one hour. `day` is that of the clicks, also for conversions that arrive days later. */
export type AdOutcome = {
  adId: string;
  day: number;
  impressions: number;
  clicks: number;
  spendCents: number;
  conversions: number;
  conversionValueCents: number;
};

/** A history before the first hour. */
export function newHistory(): AdSetHistory {
  return { day: 0, spentCents: 0, weekImpressions: [0, 0, 0, 0, 0, 0, 0], learned: 0, shown: {}, pending: [] };
}

/**
 * One hour of an ad set: auctions are held at a bid that paces the day's budget, people click and convert by what they have
 * seen already, and conversions of earlier clicks arrive. Changes the history; O(ads + conversions).
 */
export function simulateHour(history: AdSetHistory, input: AdSetHour): AdOutcome[] {
  const { hour, seed, ads } = input;
  const random = createRandom(seedOf(seed, hour));
  enterDay(history, Math.floor(hour / 24));
  const arrived = arrive(history, hour);
  if (ads.length === 0) return arrived;
  const { impressions, cents } = buy(history, input, random);
  const shares = shareOut(history, input, random);
  const factor = wear(input.market, history.weekImpressions) * learningFactor(history.learned, random);
  const shown = ads.map((ad, i) =>
    show(history, input, { ad, share: shares[i] ?? 0, impressions, cents, factor }, random),
  );
  return [...shown, ...arrived];
}

function enterDay(history: AdSetHistory, day: number): void {
  for (let passed = Math.min(7, day - history.day); passed > 0; passed--) {
    history.weekImpressions = [...history.weekImpressions.slice(1), 0];
  }
  if (day !== history.day) history.spentCents = 0;
  history.day = day;
}

/** Impressions won this hour and what they cost together, never more than the budget leaves. */
function buy(history: AdSetHistory, { market, seed, hour, dailyBudgetCents, leftCents }: AdSetHour, random: Random) {
  const hourOfDay = hour % 24;
  const left = Math.max(0, Math.min(dailyBudgetCents - history.spentCents, leftCents ?? Number.POSITIVE_INFINITY));
  const shareOfRest = (market.activity[hourOfDay] ?? 0) / sum(market.activity.slice(hourOfDay));
  const openings = drawCount(market.openingsPerHour * 24 * (market.activity[hourOfDay] ?? 0), random);
  const rivals = rivalsAt(market, hourOfDay, rivalDrift(seed, history.day));
  const bid = paceBid(rivals, openings, left * shareOfRest);
  const impressions = drawCount(openings * winShare(rivals, bid), random);
  const price = costPerThousandOpenings(rivals, bid) / Math.max(winShare(rivals, bid), 1e-12) / 1_000;
  // Prices differ: the sum of many is near its mean.
  const noise = 1 + (0.6 * random.normal()) / Math.sqrt(Math.max(1, impressions));
  return { impressions, cents: Math.min(left, Math.max(0, impressions * price * noise)) };
}

/** What rivals do from day to day, the same for everybody who asks: a slow wave of the week and a shock of the day. */
function rivalDrift(seed: number, day: number): number {
  return 0.12 * Math.sin((2 * Math.PI * day) / 7) + 0.1 * createRandom(seedOf(seed, "rivals", day)).normal();
}

/** Which ad is shown how often: evenly at first, then those more that are clicked more, as platforms do. */
function shareOut(history: AdSetHistory, { market, ads }: AdSetHour, random: Random): number[] {
  const certainty = Math.min(1, history.learned / 50);
  const appeal = ads.map(({ creativeId, quality }) => quality * fatigue(market, history.shown[creativeId] ?? 0));
  const weights = appeal.map((value) => value ** (3 * certainty) * (0.9 + 0.2 * random.next()));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

type Showing = { ad: SimulatedAd; share: number; impressions: number; cents: number; factor: number };

function show(history: AdSetHistory, { market, hour }: AdSetHour, showing: Showing, random: Random): AdOutcome {
  const { ad, share, factor } = showing;
  const impressions = Math.round(showing.impressions * share);
  // Whole cents, rounded down: what is left over is spent in a later hour.
  const spendCents = Math.floor(showing.cents * share);
  const tired = fatigue(market, history.shown[ad.creativeId] ?? 0);
  const clicks = drawCount(impressions * Math.min(1, market.clickRate * ad.quality * tired * factor), random);
  const conversions = drawCount(clicks * market.conversionRate, random);
  for (let i = 0; i < conversions; i++) {
    const delay = Math.floor(-Math.log(1 - random.next()) * market.delayHours);
    const valueCents = Math.round(market.valueCents * Math.exp(0.4 * random.normal() - 0.08));
    history.pending.push({ hour: hour + 1 + delay, adId: ad.id, day: history.day, valueCents });
  }
  history.shown[ad.creativeId] = (history.shown[ad.creativeId] ?? 0) + impressions;
  history.weekImpressions[6] = (history.weekImpressions[6] ?? 0) + impressions;
  history.spentCents += spendCents;
  const outcome = { adId: ad.id, day: history.day, impressions, clicks, spendCents };
  return { ...outcome, conversions: 0, conversionValueCents: 0 };
}

/** Conversions that are reported this hour, on the day of their click. */
function arrive(history: AdSetHistory, hour: number): AdOutcome[] {
  const due = history.pending.filter((pending) => pending.hour <= hour);
  if (due.length === 0) return [];
  history.pending = history.pending.filter((pending) => pending.hour > hour);
  history.learned += due.length;
  return due.map(({ adId, day, valueCents }) => {
    const quiet = { impressions: 0, clicks: 0, spendCents: 0 };
    return { adId, day, ...quiet, conversions: 1, conversionValueCents: valueCents };
  });
}

/** A Poisson count (Knuth's products below a mean of 30, the normal law above). */
function drawCount(mean: number, random: Random): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
