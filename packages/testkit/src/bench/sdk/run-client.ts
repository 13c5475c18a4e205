// One client in one process: node run-client.ts <client> <scenario> <url> <events> <folder>. Prints one line of JSON.
import { highestResidentMiB } from "../cpu-time.ts";
import { CLIENTS } from "./clients.ts";

const [name = "", scenario = "", url = "", eventsText = "", folder = ""] = process.argv.slice(2);
const events = Number(eventsText);
const MIB = 1024 * 1024;
/** Calls before those that are measured. */
const WARM_EVENTS = 20_000;
/** 5,000 calls a second. */
const PART = 500;
const PART_MS = 100;
const MAX_GROWTH_MIB = 1_024;

// A client that throws or rejects in the background is a finding, not the end of the measurement.
let stray = 0;
process.on("unhandledRejection", () => stray++);
process.on("uncaughtException", () => stray++);

const properties = (index: number) => ({
  bench_n: index,
  product_id: `sku-${index % 997}`,
  name: "Arc reading lamp",
  category: "lamps",
  price: 59.9 + (index % 40),
  currency: "EUR",
  quantity: 1 + (index % 3),
  list: "recommended",
});
const rss = () => process.memoryUsage.rss() / MIB;
const tick = () => new Promise((resolve) => setImmediate(resolve));

const candidate = CLIENTS[name];
if (!candidate) throw new Error(`unknown client: ${name}`);
/** What a fresh process pays begins with loading the client. */
const fresh = process.cpuUsage();
const client = await candidate.make(url, folder);
let before = { cpu: process.cpuUsage(), rss: rss(), ms: performance.now() };
let peak = before.rss;
let calls = 0;
/** Calls that are not measured. */
let skipped = 0;
let callMs = 0;
let longestMs = 0;
/** Of each call of a burst; a longer course would see them in its memory. */
const spansMs = new Float64Array(scenario === "burst" ? events : 0);

const scenarios: Record<string, () => Promise<void>> = { paced, steady, burst, down };
await scenarios[scenario]?.();
const { user, system } = process.cpuUsage(scenario === "paced" ? fresh : before.cpu);
const line = {
  calls,
  cpuMicros: (user + system) / (calls - skipped),
  seconds: (performance.now() - before.ms) / 1_000,
  callMicros: (callMs * 1_000) / calls,
  longestMs,
  /** Of a thousand calls one takes longer. */
  p999Ms: spansMs.sort()[Math.floor(spansMs.length * 0.999)],
  peakMib: highestResidentMiB(process.pid),
  growthMib: Math.round(Math.max(peak, rss()) - before.rss),
  stray,
  stats: client.stats?.(),
};
process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(0));

/** A fresh process: 100 calls, then a turn for everything else, as a server under load does. */
async function paced(): Promise<void> {
  while (calls < events) {
    for (let step = 0; step < 100; step++) call();
    await tick();
  }
  await client.flush();
}

/** As a server that has been running: what loading and compiling cost is over, and calls come no faster than any client sends. */
async function steady(): Promise<void> {
  for (let part = 0; part < WARM_EVENTS + events; part += PART) {
    if (part === WARM_EVENTS) {
      before = { cpu: process.cpuUsage(), rss: rss(), ms: performance.now() };
      skipped = calls;
    }
    for (let step = 0; step < PART; step++) call();
    await new Promise((resolve) => setTimeout(resolve, PART_MS));
  }
  await client.flush();
}

/** All calls in one go. */
async function burst(): Promise<void> {
  while (calls < events) call();
  peak = Math.max(peak, rss());
  await client.flush();
}

/** The server is away: what do the events cost? */
async function down(): Promise<void> {
  while (calls < events && peak - before.rss < MAX_GROWTH_MIB) {
    for (let step = 0; step < 1_000; step++) call();
    await tick();
    peak = Math.max(peak, rss());
  }
}

function call(): void {
  const startMs = performance.now();
  try {
    client.track(`Event ${calls % 50}`, properties(calls));
  } catch {
    stray++;
  }
  const ms = performance.now() - startMs;
  spansMs[calls] = ms; // goes nowhere where there is no place for it
  calls++;
  callMs += ms;
  longestMs = Math.max(longestMs, ms);
}
