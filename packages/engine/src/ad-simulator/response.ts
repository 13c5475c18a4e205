import type { Random } from "../random.ts";
import type { Market } from "./market.ts";

/** Conversions after a change until a platform's own delivery has settled (Meta and TikTok name 50 a week). */
const LEARNING_CONVERSIONS = 50;

/** Change of a budget beyond which a platform learns anew. */
const EDIT_SHARE = 0.2;

/** How much of the response is left after what people saw in a week: Hill's curve, 1 for fresh people. */
export function wear({ reach, wornAt, wornSlope }: Market, weekImpressions: readonly number[]): number {
  const perPerson = weekImpressions.reduce((total, value) => total + value, 0) / reach;
  return 1 / (1 + (perPerson / wornAt) ** wornSlope);
}

/** How much of a creative's appeal is left after its impressions. */
export function fatigue({ reach, fatiguedAt }: Market, impressions: number): number {
  return 1 / (1 + impressions / reach / fatiguedAt);
}

/** Response while a platform learns: 70 % at first, with twice the usual noise, 1 in the end. */
export function learningFactor(learned: number, random: Random): number {
  const missing = Math.max(0, 1 - learned / LEARNING_CONVERSIONS);
  return (1 - 0.3 * missing) * Math.exp(0.2 * missing * random.normal());
}

/** Whether an ad set is in its learning phase. */
export function isLearning(learned: number): boolean {
  return learned < LEARNING_CONVERSIONS;
}

/** Whether a change of the daily budget begins the learning anew: more than a fifth up or down. */
export function startsLearning(beforeCents: number, afterCents: number): boolean {
  return Math.abs(afterCents - beforeCents) > EDIT_SHARE * beforeCents;
}
