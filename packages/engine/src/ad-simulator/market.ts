import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";

/**
 * The truth behind one ad set: its crowd, the rivals for it, and how people respond. Money is in cents. All of it is drawn from
 * a seed, so that whoever judges a method can compute what would have been best.
 */
export type Market = {
  /** People that the targeting matches. */
  reach: number;
  /** Openings for an impression per hour, mean over the day. */
  openingsPerHour: number;
  /** Share of a day's openings in each of its 24 hours (UTC); sums to 1. */
  activity: readonly number[];
  /** The highest rival's bid per thousand impressions is log-normal: mean and spread of its logarithm, by hour of the day. */
  rivalLogMean: readonly number[];
  rivalLogSpread: number;
  /** Clicks per impression, and conversions per click, of fresh people and an average creative. */
  clickRate: number;
  conversionRate: number;
  /** Mean value of a conversion. */
  valueCents: number;
  /** Impressions per person and week at which the response is half (Hill's curve), and the slope of that curve: above 1 more would bring less. */
  wornAt: number;
  wornSlope: number;
  /** Impressions per person of one creative at which its click rate is half. */
  fatiguedAt: number;
  /** Mean hours from a click to its conversion. */
  delayHours: number;
};

/** Draws the market of an ad set. @param reach people, where it is known */
export function drawMarket(seed: number, reach?: number): Market {
  const random = createRandom(seed);
  const people = reach ?? Math.round(between(random, 20_000, 400_000));
  const peakHour = between(random, 17, 21);
  // People of one time zone: quiet at night, a peak in the evening.
  const shape = Array.from({ length: 24 }, (_, hour) => 1 + 0.8 * Math.cos(((hour - peakHour) / 12) * Math.PI));
  const sum = shape.reduce((total, value) => total + value, 0);
  const rivals = Math.log(between(random, 400, 1_200));
  return {
    reach: people,
    // Two sessions a day with six openings each.
    openingsPerHour: (people * 12) / 24,
    activity: shape.map((value) => value / sum),
    // Rivals follow the crowd: evenings are dear.
    rivalLogMean: shape.map((value) => rivals + 0.25 * (value - 1)),
    rivalLogSpread: between(random, 0.6, 1),
    clickRate: between(random, 0.006, 0.02),
    conversionRate: between(random, 0.02, 0.06),
    valueCents: Math.round(between(random, 2_000, 9_000)),
    wornAt: between(random, 2, 6),
    wornSlope: between(random, 0.7, 1),
    fatiguedAt: between(random, 4, 12),
    delayHours: between(random, 6, 30),
  };
}

/** What a creative's click rate is multiplied by: log-normal around 1, drawn from its seed. */
export function drawQuality(seed: number): number {
  return Math.exp(0.3 * createRandom(seed).normal());
}

/** A seed from words: 32-bit FNV-1a. */
export function seedOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join("\u0000")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}
