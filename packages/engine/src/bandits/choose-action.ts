import type { Random } from "../random.ts";
import type { BanditAction } from "./evidence.ts";
import type { Posterior } from "./posterior.ts";
import { dot } from "./symmetric.ts";

export type PolicyName = "linucb" | "thompson" | "epsilon_greedy";

export type PolicyOptions = {
  policy: PolicyName;
  /** Share of decisions spread evenly over all actions, 0–1: none is chosen with less than epsilon / actions. */
  epsilon: number;
  /** α of LinUCB; v of Thompson sampling: the standard deviation of the noise that it believes in. */
  width: number;
};

/** Draws of the weights per decision of Thompson sampling. */
const THOMPSON_DRAWS = 64;

/**
 * The probabilities with which a policy chooses among the actions; they sum to 1 and none is below epsilon / actions.
 *
 * LinUCB (Li et al. 2010) and ε-greedy put all but the floor on one action. Linear Thompson sampling (Agrawal and Goyal,
 * ICML 2013) has no closed form: here the policy *is* the shares of `THOMPSON_DRAWS` draws of the weights, so that the
 * probability given beside a choice is exactly the one that it was made with, and weighting by it stays unbiased.
 * @param actions each of another id
 * @param random used by Thompson sampling only
 * @throws RangeError without an action
 */
export function actionProbabilities(
  posterior: Posterior,
  actions: readonly BanditAction[],
  options: PolicyOptions,
  random: Random,
): number[] {
  if (actions.length === 0) throw new RangeError("A policy chooses among at least one action");
  const shares =
    options.policy === "thompson"
      ? drawShares(posterior, actions, options.width, random)
      : greedyShares(posterior, actions, options);
  const floor = options.epsilon / actions.length;
  return shares.map((share) => floor + (1 - options.epsilon) * share);
}

/** Chooses by the given probabilities. @returns the index of the action */
export function drawAction(probabilities: readonly number[], random: Random): number {
  let rest = random.next();
  for (const [index, probability] of probabilities.entries()) {
    rest -= probability;
    if (rest < 0) return index;
  }
  return probabilities.length - 1; // rounding left a little
}

function greedyShares(
  posterior: Posterior,
  actions: readonly BanditAction[],
  { policy, width }: PolicyOptions,
): number[] {
  const values = actions.map((action) => {
    const { mean, deviation } = posterior.look(action);
    return policy === "linucb" ? mean + width * deviation : mean;
  });
  const best = indexOfHighest(values);
  return values.map((_, index) => Number(index === best));
}

/** Given the shared weights, the values of different actions are independent, so each takes one more number. */
function drawShares(posterior: Posterior, actions: readonly BanditAction[], width: number, random: Random): number[] {
  const looks = actions.map((action) => posterior.look(action));
  const shares = actions.map(() => 0);
  for (let draw = 0; draw < THOMPSON_DRAWS; draw += 1) {
    const shared = posterior.drawShared(random);
    // The posterior is for noise of variance 1; another noise only stretches the distance from the mean.
    const values = looks.map(({ mean, rest, offset, ownDeviation }) => {
      const value = dot(rest, shared) + offset + ownDeviation * random.normal();
      return mean + width * (value - mean);
    });
    const best = indexOfHighest(values);
    shares[best] = (shares[best] ?? 0) + 1 / THOMPSON_DRAWS;
  }
  return shares;
}

/** The first of equal ones, so that before anything is learned the order of the ranking stands. */
function indexOfHighest(values: readonly number[]): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}
