// npm run test:faults:sdk -- --seeds 2000: more schedules of faults than a test run has time for.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "2000" } } });
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
];
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FAULT_SEEDS: values.seeds },
});
process.exitCode = status ?? 1;
