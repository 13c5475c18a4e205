/** What one day of a campaign cost and brought. */
export type CostDay = { day: number; spend: number; conversions: number };

/** A window whose conversions cost far more than they did before. */
export type CostAnomaly = {
  fromDay: number;
  untilDay: number;
  spend: number;
  conversions: number;
  /** Conversions that the days before made likely for that spend. */
  expected: number;
  /** Probability of so few, had nothing changed. */
  probability: number;
};

/** Days of the window, and before today that are left out of it because their conversions are still coming. */
const WINDOW_DAYS = 3;
const LAG_DAYS = 2;
/** Least that has to be known before: fewer conversions tell no cost. */
const HISTORY_DAYS = 5;
const HISTORY_CONVERSIONS = 10;
/** How many times dearer is far off, and how unlikely by chance. A campaign is asked once a day for weeks. */
const RATIO = 3;
const CHANCE = 0.001;

/**
 * Looks whether conversions have become dear all at once. A campaign's rate of conversions per unit of spend is Gamma by the days
 * before (Jeffreys' prior), widened by how much its days differ, so that the count of the window is negative binomial; an anomaly is a cost of at least three times the
 * usual with a probability below 1 in 1,000. Days after `lag` count alone: those of late conversions would look dear.
 * @param days of one campaign, in any order; `day` is whole days since the epoch
 * @param today the day that is not over
 * @param sinceDay windows that begin before it are not looked at again
 * @returns undefined where nothing is far off or too little is known. O(days + conversions).
 */
export function findCostAnomaly(
  days: readonly CostDay[],
  { today, sinceDay }: { today: number; sinceDay: number },
): CostAnomaly | undefined {
  const untilDay = today - LAG_DAYS - 1;
  const fromDay = untilDay - WINDOW_DAYS + 1;
  if (fromDay < sinceDay) return undefined;
  const before = days.filter(({ day, spend }) => day < fromDay && spend > 0);
  const window = sumOf(days.filter(({ day }) => day >= fromDay && day <= untilDay));
  const history = sumOf(before);
  if (new Set(before.map(({ day }) => day)).size < HISTORY_DAYS || history.conversions < HISTORY_CONVERSIONS)
    return undefined;
  if (window.spend <= 0) return undefined;
  const expected = (history.conversions / history.spend) * window.spend;
  // Parts of conversions are rounded up: in doubt nothing is stopped.
  const conversions = Math.ceil(window.conversions);
  if (conversions * RATIO > expected) return undefined;
  const spread = spreadOf(before, history);
  const size = (history.conversions + 0.5) / spread;
  const probability = fewOf(Math.ceil(conversions / spread), size, history.spend / (history.spend + window.spend));
  return probability < CHANCE ? { fromDay, untilDay, ...window, expected, probability } : undefined;
}

/**
 * How much more days differ than by chance alone (Pearson's statistic by its degrees of freedom; at least 1): counts are divided by
 * it, as in a quasi-Poisson model, so that a restless campaign is not stopped for its restlessness.
 */
function spreadOf(days: readonly CostDay[], { spend, conversions }: { spend: number; conversions: number }): number {
  const rate = conversions / spend;
  const terms = days.map((one) => (one.conversions - rate * one.spend) ** 2 / (rate * one.spend));
  return Math.max(1, terms.reduce((sum, term) => sum + term, 0) / (days.length - 1));
}

/** P(X ≤ k) of a negative binomial with `size` and the share `p`: the predictive count of a Gamma rate. */
function fewOf(k: number, size: number, p: number): number {
  let term = p ** size;
  let sum = term;
  for (let count = 1; count <= k; count++) {
    term *= ((size + count - 1) / count) * (1 - p);
    sum += term;
  }
  return Math.min(1, sum);
}

function sumOf(days: readonly CostDay[]): { spend: number; conversions: number } {
  return days.reduce(
    (all, { spend, conversions }) => ({ spend: all.spend + spend, conversions: all.conversions + conversions }),
    { spend: 0, conversions: 0 },
  );
}
