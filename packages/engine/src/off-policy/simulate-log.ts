import type { Random } from "../random.ts";
import type { LoggedRound, TargetPolicy } from "./judge-policy.ts";

const ACTIONS = 6;
const FEATURES = 5;
const CHECKS = 200_000;

/** A random world of rewards with a soft logging policy; another policy, and the mean reward that one really has there. */
export type LoggedWorld = { drawLog(rounds: number): LoggedRound[]; target: TargetPolicy; truth: number };

export function createLoggedWorld(random: Random): LoggedWorld {
  const weights = Array.from({ length: FEATURES }, () => random.normal() / 2);
  const liked = Array.from({ length: FEATURES }, () => random.normal());
  const target: TargetPolicy = ({ actions }) => softmax(actions.map(({ shared }) => dot(shared, liked) / 2));
  let sum = 0;
  for (let check = 0; check < CHECKS / ACTIONS; check += 1) {
    const round = drawRound(random, weights);
    const shares = target(round);
    for (const [index, { shared }] of round.actions.entries()) sum += rewardOf(shared, weights) * (shares[index] ?? 0);
  }
  return {
    drawLog: (rounds) => Array.from({ length: rounds }, () => drawRound(random, weights)),
    target,
    truth: sum / Math.ceil(CHECKS / ACTIONS),
  };
}

function drawRound(random: Random, weights: readonly number[]): LoggedRound {
  const actions = Array.from({ length: ACTIONS }, (_, index) => ({
    id: String(index),
    shared: [1, ...Array.from({ length: FEATURES - 1 }, () => random.normal())],
    own: [],
  }));
  const probabilities = softmax(actions.map(({ shared }) => dot(shared, weights)));
  let rest = random.next();
  const found = probabilities.findIndex((probability) => {
    rest -= probability;
    return rest < 0;
  });
  const chosen = found < 0 ? ACTIONS - 1 : found;
  const reward = Number(random.next() < rewardOf(actions[chosen]?.shared ?? [], weights));
  return { actions, chosen, propensity: probabilities[chosen] ?? 0, reward };
}

function rewardOf(features: readonly number[], weights: readonly number[]): number {
  return 1 / (1 + Math.exp(-dot(features, weights) * 1.5));
}

function softmax(values: readonly number[]): number[] {
  const powers = values.map((value) => Math.exp(value));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
