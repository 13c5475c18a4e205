import { logGamma } from "../lifetime/log-gamma.ts";

/** One day of an arm as it is known now. */
export type ArmDay = {
  /** What was spent, in any unit of money that all arms share. */
  spend: number;
  /** Conversions reported so far for what was spent on this day. */
  conversions: number;
  /** Share of the day's conversions that have been reported by now, 0–1; 1 where none is still to come. */
  maturity: number;
};

/** What is believed of an arm's response to spend. */
export type HillPosterior = {
  /** Expected conversions of a day with this spend. */
  expected(spend: number): number;
  /**
   * What a day at a spend teaches of the margin at the current one: conversions that every later day is expected to gain by it. 0 where that day would
   * tell nothing new.
   */
  lessonAt(current: number): (spend: number) => number;
  /** How many days ago the response last changed, in expectation; the length of the history where it never did. */
  ageDays: number;
};

export type HillOptions = {
  /** A usual day's spend of an arm; the grid of half-saturation points lies around it. */
  scale: number;
  /** Conversions that an arm is expected to bring at `scale` before anything is seen of it. */
  priorRate: number;
  /** Probability that an arm's response changes on a day. */
  hazard?: number;
  /** Share of a day's effect that is left the day after (geometric adstock), 0–1. */
  carryOver?: number;
};

/** Half-saturation points as multiples of `scale`: what daily figures can tell apart. */
const HALVES = [0.15, 0.25, 0.4, 0.65, 1, 1.6, 2.6, 4.2, 7, 12];
/** Prior of the half-saturation point: log-normal around the usual spend. */
const HALF_SPREAD = 1;
/** Shape of the Gamma prior of the ceiling: a standard deviation of 0.6 of its mean. */
const PRIOR_SHAPE = 2.5;
/** Shape of the prior after a change, around what was before it: a change of a half in either direction is no surprise. */
const CHANGE_SHAPE = 4;
/** Days before a change that say where the ceiling was. */
const MEMORY_DAYS = 14;
const HAZARD = 1 / 60;
/** A run whose probability has fallen by this many nats is not looked at again. */
const LEAST_LOG = 9;

/** Days with what counts of them: `shapes[t]` is the conversions before day t. */
type History = {
  days: readonly ArmDay[];
  spends: readonly number[];
  shapes: readonly number[];
  /** ln Γ of a shape: the same ones come back for each half-saturation point. */
  logGammaOf: (shape: number) => number;
};
/** Days since a change, with the Gamma prior of the ceiling in them. */
type Run = { from: number; shape: number; rate: number; base: number; log: number };
type Cell = { half: number; rate: number; logPrior: number };

/**
 * Posterior of a saturating response: conversions of a day ~ Poisson(ceiling · Hill(spend) · maturity), Hill(x) = x / (x + K), on a grid of K,
 * with the ceiling integrated out exactly (Gamma–Poisson). The ceiling may change on any day; which day was the last one is averaged
 * over (Adams and MacKay, "Bayesian Online Changepoint Detection", arXiv 0710.3742), so that what is old counts for nothing once
 * something has changed. The slope is 1, because others are hard to learn from daily figures (Meridian fixes it, too). Before anything is seen,
 * the ceiling and K say nothing of each other: of two arms that bring much, it is open which could bring more.
 * O(days² · 10) time.
 */
export function fitHillPosterior(days: readonly ArmDay[], options: HillOptions): HillPosterior {
  const { scale, priorRate, hazard = HAZARD, carryOver = 0 } = options;
  const spends = carry(days, carryOver);
  const shapes = cumulate(days.map(({ conversions }) => conversions));
  // Half of the ceiling is what an arm is expected to bring at `scale`.
  const rate = PRIOR_SHAPE / Math.max(2 * priorRate, 1e-9);
  const logGammaOf = remember(logGamma);
  const fits = HALVES.map((half) => {
    const logPrior = -0.5 * (Math.log(half) / HALF_SPREAD) ** 2;
    return fitCell({ days, spends, shapes, logGammaOf }, { half: half * scale, rate, logPrior }, hazard);
  });
  return toPosterior(fits, days.length);
}

type CellFit = Cell & { logEvidence: number; runs: { weight: number; shape: number; rate: number; from: number }[] };

/**
 * Forward over the days: the probability of all until each of them, for every day that the last change may have been. What an arm brought
 * before a change says where it lies after it. Runs that have become as good as impossible are left.
 */
function fitCell({ days, spends, shapes, logGammaOf }: History, cell: Cell, hazard: number): CellFit {
  const exposures = days.map(({ maturity }, index) => hill(spends[index] ?? 0, cell.half) * maturity);
  const rates = cumulate(exposures);
  const terms = cumulate(
    days.map(({ conversions }, index) => conversions * Math.log(Math.max(exposures[index] ?? 0, 1e-12))),
  );
  const begin = (from: number) => beginRun(cell, from, { shapes, rates });
  const stay = Math.log1p(-hazard);
  const change = Math.log(hazard);
  let total = 0;
  let runs = [{ ...begin(0), before: 0 }];
  for (let to = 1; to <= days.length; to += 1) {
    const from = to - 1;
    if (from > 0) runs.push({ ...begin(from), before: total + change });
    for (const run of runs) {
      const shape = run.shape + between(shapes, run.from, to);
      const rate = run.rate + between(rates, run.from, to);
      const evidence = run.base + logGammaOf(shape) - shape * Math.log(rate) + between(terms, run.from, to);
      run.log = run.before + stay * (to - run.from - 1) + evidence;
    }
    total = logSum(runs.map(({ log }) => log));
    const least = total - LEAST_LOG;
    runs = runs.filter(({ log }) => log > least);
  }
  const end = days.length;
  return {
    ...cell,
    logEvidence: total + cell.logPrior,
    runs: runs.map(({ log, from, shape, rate }) => ({
      weight: Math.exp(log - total),
      shape: shape + between(shapes, from, end),
      rate: rate + between(rates, from, end),
      from,
    })),
  };
}

/** A run that begins at a day, with what is believed of the ceiling before anything of the run is seen. */
function beginRun(cell: Cell, from: number, sums: { shapes: readonly number[]; rates: readonly number[] }): Run {
  if (from === 0) return { from, shape: PRIOR_SHAPE, rate: cell.rate, base: baseOf(PRIOR_SHAPE, cell.rate), log: 0 };
  const since = Math.max(0, from - MEMORY_DAYS);
  const ceiling = (PRIOR_SHAPE + between(sums.shapes, since, from)) / (cell.rate + between(sums.rates, since, from));
  const rate = CHANGE_SHAPE / ceiling;
  return { from, shape: CHANGE_SHAPE, rate, base: baseOf(CHANGE_SHAPE, rate), log: 0 };
}

function between(sums: readonly number[], from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

/** The part of a run's evidence that its prior alone gives. */
function baseOf(shape: number, rate: number): number {
  return shape * Math.log(rate) - logGamma(shape);
}

function toPosterior(fits: readonly CellFit[], length: number): HillPosterior {
  const total = logSum(fits.map(({ logEvidence }) => logEvidence));
  const beliefs = fits.map(({ logEvidence, half, runs }) => {
    const weight = Math.exp(logEvidence - total);
    const mean = (of: (run: CellFit["runs"][number]) => number) =>
      weight * runs.reduce((sum, run) => sum + run.weight * of(run), 0);
    // Moments of the ceiling, and the day of the last change; without a day, nothing has begun.
    return {
      half,
      ceiling: mean(({ shape, rate }) => shape / rate),
      square: mean(({ shape, rate }) => (shape * (shape + 1)) / rate ** 2),
      from: mean(({ from }) => from),
    };
  });
  return {
    ageDays: length - beliefs.reduce((sum, { from }) => sum + from, 0),
    expected: (spend) => beliefs.reduce((sum, { ceiling, half }) => sum + ceiling * hill(spend, half), 0),
    lessonAt: (current) => teach(beliefs, current),
  };
}

type Belief = { half: number; ceiling: number; square: number };

/**
 * The value of a day's information (as in the knowledge gradient; Frazier, Powell and Dayanik, SIAM J. Control Optim. 2008), to the second order. Money
 * lies where the margins are equal; a margin misjudged by e misplaces e / |curvature|, which costs e² / (2 |curvature|) a day. A day at a spend, its
 * count as noisy as a Poisson one, takes from the variance of the margin what the two have in common (linear Bayes).
 */
function teach(beliefs: readonly Belief[], current: number): (spend: number) => number {
  let [margin, curvature] = [0, 0];
  const slopes = beliefs.map(({ ceiling, half }) => {
    const slope = half / (current + half) ** 2;
    margin += ceiling * slope;
    curvature += (2 * ceiling * slope) / (current + half);
    return slope;
  });
  return (spend) => {
    let [mean, square, product] = [0, 0, 0];
    for (const [index, belief] of beliefs.entries()) {
      const share = hill(spend, belief.half);
      mean += belief.ceiling * share;
      square += belief.square * share ** 2;
      product += belief.square * share * (slopes[index] ?? 0);
    }
    const noise = Math.max(0, square - mean ** 2) + mean;
    return noise > 0 ? (product - mean * margin) ** 2 / noise / (2 * curvature) : 0;
  };
}

/** Hill saturation with a slope of 1: 0 without spend, ½ at `half`, towards 1. */
export function hill(spend: number, half: number): number {
  return spend > 0 ? spend / (spend + half) : 0;
}

/** Geometric adstock, scaled so that a constant spend stays what it is. */
function carry(days: readonly ArmDay[], share: number): number[] {
  let left = days[0]?.spend ?? 0;
  return days.map(({ spend }) => {
    left = spend * (1 - share) + left * share;
    return left;
  });
}

function remember(of: (value: number) => number): (value: number) => number {
  const known = new Map<number, number>();
  return (value) => {
    const found = known.get(value) ?? of(value);
    known.set(value, found);
    return found;
  };
}

/** Sums of the first 0 … n values. */
function cumulate(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
}

function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
