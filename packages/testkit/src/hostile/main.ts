import { parseArgs } from "node:util";
import { runHostile } from "./run-hostile.ts";

const HELP = `npm run test:hostile -- [--bodies 1000000] [--seed 7] [--connections 16] [--json]

Sends seeded hostile bodies to a server of its own over kept connections, and fails on an answer of 5xx (but 503 with
Retry-After), a refusal that names no field, a dead letter, or no answer. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    bodies: { type: "string", default: "1000000" },
    seed: { type: "string", default: "7" },
    connections: { type: "string", default: "16" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

// Ctrl-C ends it early, with a report of what was sent.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const report = await runHostile({
  bodies: Number(values.bodies),
  seed: Number(values.seed),
  connections: Number(values.connections),
  signal: stop.signal,
  onProgress: (done) => done % 20_000 === 0 && console.error(`${done} sent`),
});
const sound = report.faults.length === 0 && report.deadLetters === 0 && report.errorLines === 0;
console.log(values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2));
process.exitCode = sound ? 0 : 1;
