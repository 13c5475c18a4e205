// npm run test:faults:sdk -- --seeds 2000 --seed 1: more schedules of faults than a test run has time for, for both deliveries.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
});
const root = resolve(import.meta.dirname, "../../..");
const vitest = resolve(root, "node_modules/vitest/vitest.mjs");
const args = [
  vitest,
  "run",
  "--project",
  "unit",
  "--testTimeout",
  "600000",
  "packages/sdk-core/src/delivery-faults.test.ts",
  "packages/sdk-browser/src/delivery.test.ts",
];
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FAULT_SEEDS: values.seeds, FAULT_SEED: values.seed },
});
process.exitCode = status ?? 1;
