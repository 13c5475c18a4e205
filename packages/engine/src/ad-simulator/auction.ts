import type { Market } from "./market.ts";

/** The rivals of one hour: their highest bid per thousand impressions, cents, log-normal. */
export type Rivals = { logMean: number; logSpread: number };

export function rivalsAt(market: Market, hourOfDay: number, drift = 0): Rivals {
  return { logMean: (market.rivalLogMean[hourOfDay] ?? 0) + drift, logSpread: market.rivalLogSpread };
}

/** Share of second-price auctions that a bid wins: the chance that the highest rival stays below it. */
export function winShare(rivals: Rivals, logBid: number): number {
  return normalCdf((logBid - rivals.logMean) / rivals.logSpread);
}

/**
 * Cents that a thousand openings cost at a bid. The winner pays the highest rival's bid (Vickrey), so it is the mean of the
 * log-normal below the bid: exp(μ + σ²/2) · Φ((ln b − μ − σ²)/σ).
 */
export function costPerThousandOpenings({ logMean, logSpread }: Rivals, logBid: number): number {
  const variance = logSpread ** 2;
  return Math.exp(logMean + variance / 2) * normalCdf((logBid - logMean - variance) / logSpread);
}

/**
 * The bid whose expected cost for a number of openings is `cents`, as platforms find it that pace a budget. Bisection over six
 * spreads; where even winning nearly all costs less, the upper end.
 * @returns the logarithm of the bid per thousand impressions
 */
export function paceBid(rivals: Rivals, openings: number, cents: number): number {
  let low = rivals.logMean - 6 * rivals.logSpread;
  let high = rivals.logMean + 6 * rivals.logSpread;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if ((openings / 1_000) * costPerThousandOpenings(rivals, middle) > cents) high = middle;
    else low = middle;
  }
  return low;
}

/** Φ by Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}
