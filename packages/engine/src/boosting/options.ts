/** What is minimised. Scores are log-odds for logistic, log-means for poisson, the label's own unit otherwise. */
export type ObjectiveName = "logistic" | "squared" | "poisson" | "quantile" | "lambdarank";

/** Gradient-based one-side sampling (Ke et al., NeurIPS 2017): keeps the rows with large gradients, draws from the rest. */
export type GossOptions = {
  /** Share of rows kept because their gradient is largest. */
  topRate: number;
  /** Share of rows drawn from the others, and weighted up to stand for all of them. */
  otherRate: number;
};

/** Settings of one training run. The names differ from LightGBM's, the meanings and defaults are LightGBM 4's. */
export type BoostingOptions = {
  objective: ObjectiveName;
  /** Trees at most (`num_iterations`). */
  rounds: number;
  learningRate: number;
  /** Leaves of a tree at most (`num_leaves`). */
  leaves: number;
  /** Splits between root and leaf at most; 0 is unbounded. */
  maxDepth: number;
  /** Rows (`min_data_in_leaf`) and sum of hessians (`min_sum_hessian_in_leaf`) that a leaf needs. */
  minLeafRows: number;
  minLeafHessian: number;
  /** Gain that a split needs (`min_gain_to_split`). */
  minGain: number;
  lambdaL1: number;
  lambdaL2: number;
  /** Bins of a feature at most, 255 being the most that a byte holds beside the missing bin; rows a bin needs. */
  maxBins: number;
  minBinRows: number;
  /** Share of features drawn for each tree. */
  featureFraction: number;
  /** Share of rows drawn anew every `baggingEvery` trees; 0 keeps all rows. */
  baggingFraction: number;
  baggingEvery: number;
  goss: GossOptions | undefined;
  /** Up to so many bins, a categorical split takes one category from the rest (`max_cat_to_onehot`). */
  maxOneHotBins: number;
  /** Categories seen less often are not split on; also the smoothing of their order (`cat_smooth`). */
  categorySmoothing: number;
  categoryL2: number;
  maxCategoryThreshold: number;
  minCategoryGroupRows: number;
  /** Per feature name: 1 when the prediction may only rise with it, -1 when it may only fall (method "basic"). */
  monotone: Readonly<Record<string, 1 | -1>>;
  /** Quantile that the quantile objective estimates. */
  quantile: number;
  /** Safeguard of Poisson steps (`poisson_max_delta_step`). */
  poissonMaxDeltaStep: number;
  /** Ranks from the top that lambdarank looks at (`lambdarank_truncation_level`). */
  truncationLevel: number;
  /** Stop when the validation loss has not fallen for so many trees, and keep the best; 0 never stops early. */
  earlyStoppingRounds: number;
  /** Seed of bagging, feature draws and one-side sampling. */
  seed: number;
};

const DEFAULTS: BoostingOptions = {
  objective: "logistic",
  rounds: 100,
  learningRate: 0.1,
  leaves: 31,
  maxDepth: 0,
  minLeafRows: 20,
  minLeafHessian: 1e-3,
  minGain: 0,
  lambdaL1: 0,
  lambdaL2: 0,
  maxBins: 255,
  minBinRows: 3,
  featureFraction: 1,
  baggingFraction: 1,
  baggingEvery: 0,
  goss: undefined,
  maxOneHotBins: 4,
  categorySmoothing: 10,
  categoryL2: 10,
  maxCategoryThreshold: 32,
  minCategoryGroupRows: 100,
  monotone: {},
  quantile: 0.5,
  poissonMaxDeltaStep: 0.7,
  truncationLevel: 30,
  earlyStoppingRounds: 0,
  seed: 1,
};

/** Lower and upper bound of each number, both allowed. */
const BOUNDS: Partial<Record<keyof BoostingOptions, readonly [number, number]>> = {
  rounds: [1, 100_000],
  learningRate: [1e-6, 10],
  leaves: [2, 4096],
  maxDepth: [0, 1000],
  minLeafRows: [0, 2 ** 31],
  minLeafHessian: [0, Number.MAX_VALUE],
  minGain: [0, Number.MAX_VALUE],
  lambdaL1: [0, Number.MAX_VALUE],
  lambdaL2: [0, Number.MAX_VALUE],
  maxBins: [2, 255],
  minBinRows: [1, 2 ** 31],
  featureFraction: [1e-6, 1],
  baggingFraction: [1e-6, 1],
  baggingEvery: [0, 100_000],
  quantile: [1e-6, 1 - 1e-6],
  truncationLevel: [1, 100_000],
  earlyStoppingRounds: [0, 100_000],
};

/** Fills the defaults in. @throws RangeError naming the option that is out of range */
export function completeOptions(given: Partial<BoostingOptions>): BoostingOptions {
  const options = { ...DEFAULTS, ...given };
  for (const [name, [low, high]] of Object.entries(BOUNDS)) {
    const value = options[name as keyof BoostingOptions]; // as: the keys of BOUNDS are such names
    if (typeof value !== "number" || !(value >= low && value <= high)) {
      throw new RangeError(`Boosting option "${name}" must lie between ${low} and ${high}, not ${String(value)}`);
    }
  }
  const { goss } = options;
  if (goss !== undefined && !(goss.topRate > 0 && goss.otherRate > 0 && goss.topRate + goss.otherRate <= 1)) {
    throw new RangeError('Boosting option "goss" needs positive rates that sum to 1 at most');
  }
  return options;
}
