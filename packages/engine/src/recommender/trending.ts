import { presentFactor } from "./forward-decay.ts";
import type { Model } from "./model.ts";
import { reservePopularity } from "./popularity.ts";

/** Interactions that count as no surprise: an item that nobody knew is not a trend after two views. */
const SUPPORT = 5;
/** What everybody wants stands, by far, behind what is wanted more than usual; it fills a list. */
const FILLING = 1e-6;

/**
 * How surprising the latest interest in each item is, by slot: the deviation of what the short half-life has seen from what
 * the long one lets expect, in standard deviations of a Poisson count with a few more expected. What is always wanted
 * is no trend; where little is known, all of it is new, and the order is that of popularity. O(items).
 */
export function scoreTrends({ popularity, trending, items }: Model, nowMs: number): Float64Array {
  const count = items.ids.length;
  reservePopularity(trending, count);
  const scores = new Float64Array(count);
  const recent = presentFactor(trending.decay, nowMs);
  const usual = presentFactor(popularity.decay, nowMs);
  // Of a steady stream, decayed sums are as their half-lives.
  const share = trending.decay.halfLifeMs / popularity.decay.halfLifeMs;
  for (let slot = 0; slot < count; slot += 1) {
    const wanted = (popularity.sums[slot] ?? 0) * usual;
    const expected = wanted * share;
    const surprise = (trending.sums[slot] ?? 0) * recent - expected;
    scores[slot] = Math.max(0, surprise / Math.sqrt(expected + SUPPORT)) + FILLING * wanted;
  }
  return scores;
}
