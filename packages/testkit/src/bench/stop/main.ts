/**
 * How long agents go on after they were stopped: campaigns run by workers of their own processes, all agents are stopped in the midst of their
 * acts, and what still happens is read from the platform itself. Without a database, on the embedded store in this process. Run with
 *   npm run bench:stop -- --stops 40 --flows 6 --workers 2 --seed 1 --database postgres://…
 */
import { parseArgs } from "node:util";
import { percentile } from "../send-bodies.ts";
import { runStops } from "./run-stops.ts";

const { values } = parseArgs({
  options: {
    stops: { type: "string", default: "40" },
    flows: { type: "string", default: "6" },
    workers: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    database: { type: "string" },
  },
});
const { stops, flows } = await runStops({
  databaseUrl: values.database,
  stops: Number(values.stops),
  flows: Number(values.flows),
  workers: Number(values.workers),
  seed: Number(values.seed),
});

console.log(`${stops.length} stops over ${flows} campaigns, seed ${values.seed}, ms after the stop was answered\n`);
console.log(`${"".padEnd(44)}stops   in all  p50     p95     worst`);
print("changes of the platform", ({ changes }) => changes);
print("steps begun, questions to models among them", ({ begun }) => begun);
print("ends of steps that were under way", ({ ended }) => ended);
const moving = stops.filter(({ changesBefore }) => changesBefore > 0).length;
console.log(`\nin ${moving} of them something had changed on the platform within the half second before`);
const late = stops.flatMap(({ changes, begun }) => [...changes, ...begun]).filter((ms) => ms > 2_000);
console.log(`acts later than 2 s: ${late.length}`);
process.exitCode = late.length === 0 ? 0 : 1;

type Stop = (typeof stops)[number];

/** Of the stops after which there was any: how long after them the last one was. */
function print(what: string, timesOf: (stop: Stop) => readonly number[]): void {
  const all = stops.map(timesOf).filter((times) => times.length > 0);
  const last = all.map((times) => Math.max(...times)).toSorted((a, b) => a - b);
  const figures = last.length === 0 ? [] : [percentile(last, 0.5), percentile(last, 0.95), last.at(-1) ?? 0];
  const counts = [all.length, all.flat().length];
  console.log(what.padEnd(44) + [...counts, ...figures].map((ms) => ms.toFixed(0).padEnd(8)).join(""));
}
