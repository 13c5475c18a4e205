// One client in one process: node run-client.ts <client> <scenario> <url> <events> <folder>. Prints one line of JSON.
import { CLIENTS } from "./clients.ts";

const [name = "", scenario = "", url = "", eventsText = "", folder = ""] = process.argv.slice(2);
const events = Number(eventsText);
const MIB = 1024 * 1024;
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
const client = await candidate.make(url, folder);
const before = { cpu: process.cpuUsage(), rss: rss(), ms: performance.now() };
let peak = before.rss;
let calls = 0;
let callMs = 0;
let longestMs = 0;

const scenarios: Record<string, () => Promise<void>> = { paced, burst, down };
await scenarios[scenario]?.();
const { user, system } = process.cpuUsage(before.cpu);
const line = {
  calls,
  cpuMicros: (user + system) / calls,
  seconds: (performance.now() - before.ms) / 1_000,
  callMicros: (callMs * 1_000) / calls,
  longestMs,
  peakMib: Math.round(Math.max(peak, process.resourceUsage().maxRSS / 1_024)),
  growthMib: Math.round(Math.max(peak, rss()) - before.rss),
  stray,
  stats: client.stats?.(),
};
process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(0));

/** 100 calls, then a turn for everything else, as a server under load does. */
async function paced(): Promise<void> {
  while (calls < events) {
    for (let step = 0; step < 100; step++) call();
    await tick();
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
  calls++;
  callMs += ms;
  longestMs = Math.max(longestMs, ms);
}
