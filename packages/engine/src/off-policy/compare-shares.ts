/** Successes among people of one group. */
export type Group = { people: number; successes: number };

/** How much more often one group succeeds, as a share of the other's rate; null where that cannot be said. */
export type Lift = {
  lift: number | null;
  low: number | null;
  high: number | null;
  difference: number;
  differenceLow: number;
  differenceHigh: number;
};

const Z = 1.959963984540054;

/**
 * Lift of the treated over the untreated with 95 % intervals: relative by the logarithm of the ratio (Katz et al., Biometrics
 * 1978), absolute by Newcombe's hybrid of two Wilson intervals (Statistics in Medicine 1998, method 10), which holds for
 * small groups and rates near 0, too.
 */
export function compareShares(treated: Group, untreated: Group): Lift {
  const left = shareOf(treated);
  const right = shareOf(untreated);
  const difference = left.share - right.share;
  const absolute = {
    difference,
    differenceLow: difference - Math.hypot(left.share - left.low, right.high - right.share),
    differenceHigh: difference + Math.hypot(left.high - left.share, right.share - right.low),
  };
  if (treated.successes === 0 || untreated.successes === 0) return { lift: null, low: null, high: null, ...absolute };
  const ratio = left.share / right.share;
  const deviation = Math.sqrt(
    1 / treated.successes - 1 / treated.people + 1 / untreated.successes - 1 / untreated.people,
  );
  return {
    lift: ratio - 1,
    low: ratio * Math.exp(-Z * deviation) - 1,
    high: ratio * Math.exp(Z * deviation) - 1,
    ...absolute,
  };
}

/** A share with its Wilson interval; of nobody, anything is possible. */
function shareOf({ people, successes }: Group): { share: number; low: number; high: number } {
  if (people === 0) return { share: 0, low: 0, high: 1 };
  const share = successes / people;
  const centre = (share + Z ** 2 / (2 * people)) / (1 + Z ** 2 / people);
  const reach = (Z / (1 + Z ** 2 / people)) * Math.sqrt((share * (1 - share)) / people + Z ** 2 / (4 * people ** 2));
  return { share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
