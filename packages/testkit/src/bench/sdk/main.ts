import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endChild, runChild } from "../run-child.ts";
import { bundleClient } from "./bundle-client.ts";
import { CLIENTS } from "./clients.ts";
import { installPeers, PEER_FOLDER } from "./install-peers.ts";
import type { Measurement, Scenario } from "./print-tables.ts";
import { printTables } from "./print-tables.ts";

const HELP = `npm run bench:sdk -- [--events 10000] [--burst 100000] [--down 1000000] [--rounds 3] [--steady 50000]
  [--only name,name] [--scenarios paced,steady,burst,down]

The Node client beside the clients of its peers, in one run: each alone in a process of its own, with its defaults,
against the same server on 127.0.0.1. The peers are installed into .cache/bench-sdk. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000" },
    steady: { type: "string", default: "50000" },
    burst: { type: "string", default: "100000" },
    down: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    scenarios: { type: "string", default: "paced,steady,burst,down" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** A client that is not done by then is ended, and what arrived until then counts. */
const LIMIT_MS = 60_000;
/** Nobody listens on this port of the loopback (RFC 863, discard); connections are refused at once. */
const AWAY = "http://127.0.0.1:9";

const names = Object.keys(CLIENTS).filter((name) => !values.only || values.only.split(",").includes(name));
const measurements: Measurement[] = [];
installPeers(names);
const program = await bundleClient(PEER_FOLDER);
const { child: sink, line } = await runChild([join(import.meta.dirname, "sink.ts")]);
const url = `http://127.0.0.1:${line.port}`;
const wants = (scenario: Scenario) => values.scenarios.split(",").includes(scenario);
for (let round = 0; wants("paced") && round < Number(values.rounds); round++) {
  for (const name of names) await measure(name, "paced", Number(values.events));
}
for (let round = 0; wants("steady") && round < Number(values.rounds); round++) {
  for (const name of names.filter((name) => !CLIENTS[name]?.noBurst))
    await measure(name, "steady", Number(values.steady));
}
for (const name of wants("burst") ? names.filter((name) => !CLIENTS[name]?.noBurst) : []) {
  await measure(name, "burst", Number(values.burst));
}
for (const name of wants("down") ? names : []) await measure(name, "down", Number(values.down));
await endChild(sink);
printTables(measurements);

async function measure(name: string, scenario: Scenario, events: number): Promise<void> {
  await readStats();
  const folder = mkdtempSync(join(tmpdir(), "rapport-bench-"));
  const target = scenario === "down" ? AWAY : url;
  const output = await runClient([program, name, scenario, target, String(events), folder]);
  rmSync(folder, { recursive: true, force: true });
  const measurement = {
    name,
    scenario,
    wanted: events,
    client: output && JSON.parse(output),
    server: await readStats(),
  };
  measurements.push(measurement);
  console.error(`${scenario.padEnd(6)} ${name.padEnd(30)} ${output ?? `not done after ${LIMIT_MS / 1_000} s`}`);
}

async function readStats(): Promise<Measurement["server"]> {
  return (await fetch(`${url}/stats`)).json();
}

/** The line that the process printed; undefined when it had to be ended, or failed. */
function runClient(args: string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "ignore"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    const lineOf = () => output.split("\n").find((text) => text.startsWith('{"calls"'));
    child.on("close", () => resolve(lineOf()));
  });
}
