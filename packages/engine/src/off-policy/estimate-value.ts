/** One logged decision, as another policy sees it. Rewards are 0–1. */
export type JudgedRound = {
  reward: number;
  /** Probability with which the logged policy chose the logged action; positive. */
  propensity: number;
  /** Probability with which the judged policy would have chosen that action. */
  target: number;
  /** What a model that never saw this round expects of the logged action, and of the judged policy. For `dr` and `direct`. */
  expectedOfChosen: number;
  expectedOfPolicy: number;
};

/** An estimated mean reward per decision with its 95 % interval. */
export type ValueEstimate = { value: number; low: number; high: number };

export type PolicyEstimates = {
  /** Inverse propensity scoring (Horvitz and Thompson 1952): unbiased, of large variance. */
  ips: ValueEstimate;
  /** Self-normalised (Swaminathan and Joachims, NIPS 2015): a little bias for much less variance. */
  snips: ValueEstimate;
  /** Doubly robust (Dudík, Langford and Li, ICML 2011): unbiased where the propensities are right, and sharper where the model is. */
  dr: ValueEstimate;
  rounds: number;
  /** (Σw)² / Σw²: how many decisions of the judged policy itself the log is worth (Kish 1965). */
  effectiveRounds: number;
};

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * What another policy would have earned on logged decisions. Intervals are normal ones from the variance over rounds (for
 * SNIPS by the delta method), so they want some hundred rounds, and an `effectiveRounds` that is not small. O(rounds).
 * @throws RangeError without a round, or when a propensity is not positive
 */
export function estimateValue(rounds: readonly JudgedRound[]): PolicyEstimates {
  if (rounds.length === 0) throw new RangeError("There is no logged decision to judge by");
  const weights = rounds.map(({ target, propensity }) => {
    if (!(propensity > 0)) throw new RangeError("A logged action has a positive propensity");
    return target / propensity;
  });
  const rewards = rounds.map(({ reward }) => reward);
  const total = sum(weights);
  const squares = sum(weights.map((weight) => weight * weight));
  const weighted = weights.map((weight, index) => weight * (rewards[index] ?? 0));
  const snips = total > 0 ? sum(weighted) / total : 0;
  const meanWeight = total / rounds.length;
  return {
    ips: interval(weighted, mean(weighted)),
    // Ratio estimator: its influence is w·(r − value) / mean(w).
    snips: interval(
      weighted.map((value, index) => (meanWeight > 0 ? (value - (weights[index] ?? 0) * snips) / meanWeight : 0)),
      snips,
    ),
    dr: doublyRobust(rounds, weights),
    rounds: rounds.length,
    effectiveRounds: squares > 0 ? (total * total) / squares : 0,
  };
}

function doublyRobust(rounds: readonly JudgedRound[], weights: readonly number[]): ValueEstimate {
  const terms = rounds.map(
    ({ reward, expectedOfChosen, expectedOfPolicy }, index) =>
      expectedOfPolicy + (weights[index] ?? 0) * (reward - expectedOfChosen),
  );
  return interval(terms, mean(terms));
}

/** @param terms whose spread is that of the estimate */
function interval(terms: readonly number[], value: number): ValueEstimate {
  const centre = mean(terms);
  const variance = sum(terms.map((term) => (term - centre) ** 2)) / Math.max(1, terms.length - 1);
  const reach = Z * Math.sqrt(variance / terms.length);
  return { value, low: value - reach, high: value + reach };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
