import { paceBid, rivalsAt, winShare } from "./auction.ts";
import type { Market } from "./market.ts";
import { wear } from "./response.ts";

/** What a day brings on average. */
export type ExpectedDay = { impressions: number; clicks: number; conversions: number };

/**
 * The truth that benches compare with: what a day of this budget brings on average once the week before was like it, the platform
 * has learned, and creatives are fresh. No chance in it. O(24).
 * @param quality of the ads shown, mean
 */
export function expectDay(market: Market, dailyBudgetCents: number, quality = 1): ExpectedDay {
  let impressions = 0;
  for (let hour = 0; hour < 24; hour++) {
    const share = market.activity[hour] ?? 0;
    const openings = market.openingsPerHour * 24 * share;
    const rivals = rivalsAt(market, hour);
    impressions += openings * winShare(rivals, paceBid(rivals, openings, dailyBudgetCents * share));
  }
  const week = [impressions, impressions, impressions, impressions, impressions, impressions, impressions];
  const clicks = impressions * market.clickRate * quality * wear(market, week);
  return { impressions, clicks, conversions: clicks * market.conversionRate };
}

/**
 * The best split of a day's money between ad sets, for comparison: each step goes where it adds most conversions. Exact up to a
 * step where returns diminish, as they do here. O(totalCents / stepCents · markets).
 */
export function bestSplit(markets: readonly Market[], totalCents: number, stepCents: number): number[] {
  const budgets = markets.map(() => 0);
  const now = markets.map(() => 0);
  const next = markets.map((market) => expectDay(market, stepCents).conversions);
  for (let left = totalCents; left >= stepCents; left -= stepCents) {
    const gains = next.map((value, i) => value - (now[i] ?? 0));
    const best = gains.indexOf(Math.max(...gains));
    const market = markets[best];
    if (!market) break;
    budgets[best] = (budgets[best] ?? 0) + stepCents;
    now[best] = next[best] ?? 0;
    next[best] = expectDay(market, (budgets[best] ?? 0) + stepCents).conversions;
  }
  return budgets;
}
