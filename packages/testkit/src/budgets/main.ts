/**
 * Random histories of campaigns under caps: how often more is spent than a cap allows. Run with
 *   npm run test:budgets -- --runs 1000000 --seed 1
 */
import { parseArgs } from "node:util";
import { simulateSpend } from "@rapport/engine/budget/simulate-spend";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
const [runs, first] = [Number(values.runs), Number(values.seed)];
let [promised, refused, breached] = [0, 0, 0];
for (let seed = first; seed < first + runs; seed += 1) {
  const run = simulateSpend(seed);
  promised += run.promised;
  refused += run.refused;
  if (run.breaches.length === 0) continue;
  breached += 1;
  console.error(`seed ${seed}: ${run.breaches.join("; ")}`);
}
console.log(`${runs} histories, ${promised} promises, ${refused} refused by a cap, ${breached} with a breach`);
process.exitCode = breached === 0 ? 0 : 1;
