import { createRandom } from "../random.ts";
import { createBandit } from "./bandit.ts";
import type { PolicyOptions } from "./choose-action.ts";
import { createLinearWorld } from "./linear-world.ts";

export type RegretOptions = { seed: number; rounds: number; actions: number; features: number; discount?: number };

/**
 * Cumulative regret of a policy as a share of what choosing at random loses in the same rounds. `null` explores by
 * ε-greedy whose ε falls as 1 / √round, the usual baseline.
 */
export function measureRegret(
  policy: PolicyOptions | null,
  options: RegretOptions,
): { regret: number; lastTenth: number } {
  const { seed, rounds, actions, features, discount = 1 } = options;
  const world = createLinearWorld(seed, actions, features);
  const random = createRandom(seed + 0.5);
  const bandit = createBandit({ shared: 0, own: features, discount });
  const lost = { all: 0, last: 0 };
  const byChance = { all: 0, last: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const { features: own, means } = world.next();
    const offered = means.map((_, index) => ({ id: String(index), shared: [], own }));
    const decaying = { policy: "epsilon_greedy", epsilon: Math.min(1, 1 / Math.sqrt(round + 1)), width: 0 } as const;
    const { chosen } = bandit.choose(offered, policy ?? decaying, seed * 1e6 + round);
    const best = Math.max(...means);
    const isLast = round >= rounds * 0.9;
    lost.all += best - (means[chosen] ?? 0);
    byChance.all += best - means.reduce((sum, value) => sum + value, 0) / actions;
    if (isLast) lost.last += best - (means[chosen] ?? 0);
    if (isLast) byChance.last += best - means.reduce((sum, value) => sum + value, 0) / actions;
    const action = offered[chosen];
    if (action) bandit.learn({ action, reward: Number(random.next() < (means[chosen] ?? 0)) });
  }
  return { regret: lost.all / byChance.all, lastTenth: lost.last / byChance.last };
}
