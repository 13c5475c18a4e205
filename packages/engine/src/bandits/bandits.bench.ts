/**
 * Regret of the policies in a linear world. Run with
 *   node packages/engine/src/bandits/bandits.bench.ts [seeds rounds]
 */
import type { PolicyOptions } from "./choose-action.ts";
import { measureRegret } from "./measure-regret.ts";

const [seeds = 30, rounds = 20_000] = process.argv.slice(2).map(Number);
const POLICIES: [name: string, policy: PolicyOptions | null][] = [
  ["ε-greedy, ε = 1/√t", null],
  ["ε-greedy, ε = .05", { policy: "epsilon_greedy", epsilon: 0.05, width: 0 }],
  ["LinUCB α = .3", { policy: "linucb", epsilon: 0, width: 0.3 }],
  ["LinUCB α = .6", { policy: "linucb", epsilon: 0, width: 0.6 }],
  ["LinUCB α = 1", { policy: "linucb", epsilon: 0, width: 1 }],
  ["LinTS v = .2", { policy: "thompson", epsilon: 0, width: 0.2 }],
  ["LinUCB α = .3, floor .02", { policy: "linucb", epsilon: 0.02, width: 0.3 }],
];

console.log(`${seeds} seeds, ${rounds} rounds, 8 actions, 12 features: regret as a share of random's (mean ± 1.96 se)`);
for (const [name, policy] of POLICIES) {
  const start = process.cpuUsage();
  const runs = Array.from({ length: seeds }, (_, seed) =>
    measureRegret(policy, { seed: seed + 1, rounds, actions: 8, features: 12 }),
  );
  const { user, system } = process.cpuUsage(start);
  const microseconds = (user + system) / (seeds * rounds);
  console.log(
    `${name.padEnd(26)} all ${spread(runs.map(({ regret }) => regret))} | last tenth ${spread(runs.map(({ lastTenth }) => lastTenth))} | ${microseconds.toFixed(0)} µs a decision and update`,
  );
}

function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return `${mean.toFixed(4)} ± ${(1.96 * Math.sqrt(variance / values.length)).toFixed(4)}`;
}
