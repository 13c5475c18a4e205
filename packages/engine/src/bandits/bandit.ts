import { createRandom } from "../random.ts";
import type { PolicyOptions } from "./choose-action.ts";
import { actionProbabilities, drawAction } from "./choose-action.ts";
import type { BanditAction, BanditState } from "./evidence.ts";
import { addObservation, emptyState } from "./evidence.ts";
import type { OwnPosterior, Posterior } from "./posterior.ts";
import { buildPosterior } from "./posterior.ts";

export type { BanditAction, BanditState, PolicyOptions };

/** A choice with all that is needed to learn from it, to judge other policies by it, and to make it again. */
export type Choice = {
  /** Index into the actions. */
  chosen: number;
  /** With which it was chosen, exactly. */
  propensity: number;
  probabilities: number[];
};

/** A linear contextual bandit. `choose` changes nothing; the same state, actions and seed give the same choice. */
export interface Bandit {
  choose(actions: readonly BanditAction[], options: PolicyOptions, seed: number): Choice;
  /** @throws RangeError when features have another length, or a number is not finite */
  learn(observation: { action: BanditAction; reward: number; weight?: number }): void;
  /** A copy of all that it knows, as JSON. */
  state(): BanditState;
}

/** Precision of the prior on every weight: rewards are 0 or 1 and features about 1, so one observation moves it halfway. */
const RIDGE = 1;

/**
 * Creates a bandit from a state, or an empty one.
 * @param discount of earlier observations with each new one; 1 forgets nothing
 */
export function createBandit(input: { shared: number; own: number; discount: number; state?: BanditState }): Bandit {
  const { shared, own, discount } = input;
  const fits = input.state?.shared === shared && input.state.own === own;
  const state = fits && input.state ? structuredClone(input.state) : emptyState(shared, own);
  let posterior: Posterior | undefined;
  const owns = new Map<string, OwnPosterior>();
  return {
    choose(actions, options, seed) {
      posterior ??= buildPosterior(state, RIDGE, owns);
      const random = createRandom(seed);
      const probabilities = actionProbabilities(posterior, actions, options, random);
      const chosen = drawAction(probabilities, random);
      return { chosen, propensity: probabilities[chosen] ?? 0, probabilities };
    },
    learn({ action, reward, weight }) {
      addObservation(state, { action, reward, discount, ...(weight === undefined ? {} : { weight }) });
      posterior = undefined;
      // Ageing changes what is known of every action.
      if (discount === 1) owns.delete(action.id);
      else owns.clear();
    },
    state: () => structuredClone(state),
  };
}
