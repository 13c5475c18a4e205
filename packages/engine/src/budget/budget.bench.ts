/**
 * Budget policies on simulated channels whose responses are known. Run with
 *   npm run bench:budget [-- seeds first]
 */
import { BUDGET_POLICIES } from "./budget-policies.ts";
import type { BudgetTrial } from "./measure-budget.ts";
import { measureBudget } from "./measure-budget.ts";

const [seeds = 200, first = 1] = process.argv.slice(2).map(Number);
const WORLDS: [name: string, trial: Omit<BudgetTrial, "seed">][] = [
  ["60 days, two channels change at day 30", {}],
  ["and ceilings drift 3 % a day", { drift: 0.03 }],
  ["and conversions are reported 2 days late on average", { delayDays: 2 }],
  ["and how late they are is learned from the reports", { delayDays: 2, lateness: "learned" }],
  ["and what is late is taken for what is lost", { delayDays: 2, lateness: "ignored" }],
  ["and budgets may change every third day", { everyDays: 3 }],
];

for (const [name, trial] of WORLDS) {
  console.log(`${seeds} seeds from ${first}, 5 channels: ${name}`);
  let equal = 0;
  for (const [policy, choose] of Object.entries(BUDGET_POLICIES)) {
    const start = process.cpuUsage();
    const shares = Array.from({ length: seeds }, (_, index) =>
      measureBudget(choose, { ...trial, seed: first + index }),
    );
    const { user, system } = process.cpuUsage(start);
    const mean = shares.reduce((sum, share) => sum + share, 0) / seeds;
    if (policy === "equal split") equal = mean;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(7);
    const closed = policy === "equal split" ? "      –" : percent((mean - equal) / (1 - equal));
    const ms = (user + system) / 1_000 / (seeds * 60);
    const figures = `${percent(mean)} of oracle | gap closed ${closed} | worst seed ${percent(Math.min(...shares))}`;
    console.log(`  ${policy.padEnd(24)} ${figures} | ${ms.toFixed(1)} ms a day`);
  }
}
