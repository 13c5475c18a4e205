import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import type { Arguments } from "./arguments.ts";
import { HELP, readArguments } from "./arguments.ts";
import type { SendReport } from "./send-traffic.ts";
import { sendTraffic } from "./send-traffic.ts";
import type { Simulation } from "./simulate.ts";
import { simulate } from "./simulate.ts";
import { writeJsonl } from "./write-jsonl.ts";

try {
  process.exitCode = await runDemo(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Exit code: 0 when every message was written or accepted. */
async function runDemo(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, Date.now());
  if (args.help) {
    console.log(HELP);
    return 0;
  }
  const { seed, visitors, startMs, days } = args;
  const simulation = simulate({ seed, visitors, startMs, days, catalog: await readCatalog(args) });
  const code = args.events === undefined ? await send(simulation, args) : await write(simulation, args, args.events);
  if (args.truth !== undefined) await writeFile(args.truth, `${JSON.stringify(simulation.truth(), null, 2)}\n`);
  return code;
}

async function write(simulation: Simulation, args: Arguments, path: string): Promise<number> {
  const messages = await writeJsonl(path, simulation);
  console.log(args.json ? JSON.stringify({ messages, path }) : `${count(messages)} messages written to ${path}`);
  return 0;
}

async function send(simulation: Simulation, args: Arguments): Promise<number> {
  const writeKey = args.key ?? (await readWriteKey(args.dataDir));
  const { host, rate, visitors, days } = args;
  // Progress goes to the error stream, so that --json leaves nothing but JSON on the output.
  console.error(`${count(visitors)} visitors over ${days} days, to ${host}`);
  const onProgress = (report: SendReport) => console.error(`  ${describe(report)}`);
  const report = await sendTraffic(simulation, { host, writeKey, rate, onProgress });
  console.log(args.json ? JSON.stringify(report) : describe(report));
  return report.accepted === report.sent ? 0 : 1;
}

async function readCatalog(args: Arguments) {
  const path = args.catalog ?? fileURLToPath(import.meta.resolve("@rapport/storefront/catalog.json"));
  return catalogItemSchema.array().parse(JSON.parse(await readFile(path, "utf8")));
}

async function readWriteKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "keys.json");
  const text = await readFile(path, "utf8").catch(() => "null");
  const keys: unknown = JSON.parse(text);
  if (typeof keys === "object" && keys !== null && "writeKey" in keys && typeof keys.writeKey === "string") {
    return keys.writeKey;
  }
  throw new Error(`No write key in ${path}. Start the server here first, or pass --key pk_…`);
}

function describe({ sent, accepted, rejected, dropped, perSecond, seconds, problem }: SendReport): string {
  const lost = rejected + dropped > 0 ? `, ${count(rejected)} rejected, ${count(dropped)} dropped (${problem})` : "";
  return `${count(sent)} sent, ${count(accepted)} accepted${lost} in ${seconds.toFixed(1)} s: ${count(perSecond)} per second`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
