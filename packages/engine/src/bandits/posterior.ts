import type { Random } from "../random.ts";
import type { BanditAction, BanditState } from "./evidence.ts";
import type { Matrix } from "./symmetric.ts";
import { createDiagonal, dot, factorise, solve, solveLower, solveUpper } from "./symmetric.ts";

/** An action seen through the posterior: its value is dot(rest, β) + offset + ownDeviation · noise. */
export type Outlook = {
  /** Expected reward, and how unsure that is: a standard deviation in units of the noise. */
  mean: number;
  deviation: number;
  /** What of the shared features the action's own ones do not explain. */
  rest: Float64Array;
  offset: number;
  ownDeviation: number;
};

/** The ridge posterior of a linear bandit. */
export type Posterior = {
  look(action: BanditAction): Outlook;
  /** Shared weights from their marginal distribution, for noise of variance 1. O(shared²). */
  drawShared(random: Random): Float64Array;
};

/** What is known of one action's own weights. */
export type OwnPosterior = { factor: Matrix; xz: Float64Array; mean: Float64Array };

/**
 * The hybrid linear model of Li, Chu, Langford and Schapire, "A contextual-bandit approach to personalized news article
 * recommendation" (WWW 2010), Algorithm 2: reward = zᵀβ + xᵀθ(action) + noise, β and every θ with a ridge prior of
 * precision `ridge`. With no own features it is one shared ridge regression, with no shared ones LinUCB's disjoint model.
 * Building costs O(actions · (own³ + own² · shared) + shared³), a look O((own + shared)²).
 * @param owns of actions that have not changed since they were computed; completed here
 */
export function buildPosterior(
  state: BanditState,
  ridge: number,
  owns: Map<string, OwnPosterior> = new Map(),
): Posterior {
  const { shared, own } = state;
  const unit = 1 / state.growth;
  const precision = createDiagonal(shared, ridge);
  const moment = Float64Array.from(state.zr, (sum) => sum * unit);
  addScaled(precision.values, state.zz, unit);
  for (const [id, sums] of Object.entries(state.actions)) {
    const mine = owns.get(id) ?? fitOwn(sums, own, ridge, unit);
    owns.set(id, mine);
    if (shared > 0) takeOut(precision, moment, mine);
  }
  const sharedFactor = factorise(precision);
  const beta = solve(sharedFactor, moment);
  const fresh = fitOwn({ xx: [], xz: new Array(own * shared).fill(0), xr: [] }, own, ridge, unit);
  return {
    look: (action) => look(action, owns.get(action.id) ?? fresh, sharedFactor, beta),
    drawShared(random) {
      const noise = solveUpper(
        sharedFactor,
        Float64Array.from(beta, () => random.normal()),
      );
      return beta.map((value, index) => value + (noise[index] ?? 0));
    },
  };
}

function fitOwn(sums: BanditState["actions"][string], own: number, ridge: number, unit: number): OwnPosterior {
  const matrix = createDiagonal(own, ridge);
  addScaled(matrix.values, sums.xx, unit);
  const factor = factorise(matrix);
  const moment = Float64Array.from({ length: own }, (_, index) => (sums.xr[index] ?? 0) * unit);
  return { factor, xz: Float64Array.from(sums.xz, (sum) => sum * unit), mean: solve(factor, moment) };
}

/** Leaves to the shared weights what the action's own cannot say: A₀ −= BᵀA⁻¹B, b₀ −= BᵀA⁻¹b. */
function takeOut(precision: Matrix, moment: Float64Array, { factor, xz, mean }: OwnPosterior): void {
  const { size } = precision;
  const columns = Array.from({ length: size }, (_, column) => columnOf(xz, size, column));
  const halves = columns.map((column) => solveLower(factor, column));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const place = row * size + column;
      precision.values[place] = (precision.values[place] ?? 0) - dot(halves[row] ?? [], halves[column] ?? []);
    }
    moment[row] = (moment[row] ?? 0) - dot(columns[row] ?? [], mean);
  }
}

function look(
  { shared: z, own: x }: BanditAction,
  { factor, xz, mean }: OwnPosterior,
  sharedFactor: Matrix,
  beta: Float64Array,
): Outlook {
  const half = solveLower(factor, x);
  const solved = solveUpper(factor, half);
  // z − BᵀA⁻¹x; and xᵀθ given β has the mean xᵀA⁻¹(b − Bβ) and the variance xᵀA⁻¹x.
  const rest = Float64Array.from(z, (value, column) => value - dot(columnOf(xz, z.length, column), solved));
  const sharedHalf = solveLower(sharedFactor, rest);
  const offset = dot(x, mean);
  const ownVariance = dot(half, half);
  return {
    mean: dot(rest, beta) + offset,
    deviation: Math.sqrt(dot(sharedHalf, sharedHalf) + ownVariance),
    rest,
    offset,
    ownDeviation: Math.sqrt(ownVariance),
  };
}

function columnOf(values: Float64Array, width: number, column: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + column] ?? 0);
}

function addScaled(target: Float64Array, sums: readonly number[], scale: number): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] ?? 0) + (sums[index] ?? 0) * scale;
}
