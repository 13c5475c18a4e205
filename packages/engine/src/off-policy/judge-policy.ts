import type { BanditAction } from "../bandits/evidence.ts";
import { addObservation, emptyState } from "../bandits/evidence.ts";
import { buildPosterior } from "../bandits/posterior.ts";
import type { JudgedRound, PolicyEstimates } from "./estimate-value.ts";
import { estimateValue } from "./estimate-value.ts";

export type { PolicyEstimates } from "./estimate-value.ts";

/** A decision of the log: what could be chosen, what was, how likely that was and what came of it. */
export type LoggedRound = { actions: readonly BanditAction[]; chosen: number; propensity: number; reward: number };

/** Probabilities of the judged policy for a round's actions. It must not have learned from the rounds that judge it. */
export type TargetPolicy = (round: LoggedRound) => readonly number[];

/** Parts of the log; the model that predicts one has learned from the others (cross-fitting, Chernozhukov et al. 2018). */
const FOLDS = 3;

/**
 * Judges a policy by the log of another one: IPS, SNIPS, and DR with a ridge model of the reward that never predicts a
 * round it has seen. O(rounds · actions · features²).
 * @throws RangeError when there is no round, or a propensity is not positive
 */
export function judgePolicy(rounds: readonly LoggedRound[], target: TargetPolicy): PolicyEstimates {
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    fitReward(rounds.filter((__, index) => index % FOLDS !== fold)),
  );
  return estimateValue(
    rounds.map((round, index): JudgedRound => {
      const probabilities = target(round);
      const predict = models[index % FOLDS];
      const expected = round.actions.map((action) => predict?.(action) ?? 0);
      return {
        reward: round.reward,
        propensity: round.propensity,
        target: probabilities[round.chosen] ?? 0,
        expectedOfChosen: expected[round.chosen] ?? 0,
        expectedOfPolicy: expected.reduce((sum, value, place) => sum + value * (probabilities[place] ?? 0), 0),
      };
    }),
  );
}

function fitReward(rounds: readonly LoggedRound[]): (action: BanditAction) => number {
  const first = rounds[0]?.actions[0];
  if (!first) return () => 0;
  const state = emptyState(first.shared.length, first.own.length);
  for (const { actions, chosen, reward } of rounds) {
    const action = actions[chosen];
    if (action) addObservation(state, { action, reward, discount: 1 });
  }
  const posterior = buildPosterior(state, 1);
  return (action) => posterior.look(action).mean;
}
