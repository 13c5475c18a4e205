import { parseArgs } from "node:util";
import { runPowerCuts } from "./run-power-cuts.ts";

const HELP = `npm run test:power-cut -- [--batches 400] [--cuts 500] [--seed 7] [--syncs-lie]

Traces the embedded event log while it takes batches (Linux, Debian package strace), rebuilds its file as power cuts at random
moments could leave it — what was synced is there, of the rest any sectors in any order — and looks for every acknowledged value.
--syncs-lie shows what a disk that has not synced what it said would lose.`;

const { values } = parseArgs({
  options: {
    batches: { type: "string", default: "400" },
    cuts: { type: "string", default: "500" },
    seed: { type: "string", default: "7" },
    "syncs-lie": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const outcome = await runPowerCuts({
  batches: Number(values.batches),
  cuts: Number(values.cuts),
  seed: Number(values.seed),
  syncsLie: values["syncs-lie"],
});
console.log(JSON.stringify(outcome, null, 2));
process.exitCode = outcome.lost + outcome.broken + outcome.unusable === 0 ? 0 : 1;
