import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { processCpuSeconds } from "./cpu-time.ts";
import type { PathResult } from "./measure-path.ts";
import { measurePath } from "./measure-path.ts";
import { endChild, runChild } from "./run-child.ts";
import { sendBodies } from "./send-bodies.ts";
import { makeMessages, toBodies } from "./traffic.ts";

const HELP = `npm run bench -- [--events 50000] [--singles 5000] [--seed 7] [--json]

Events per processor second of the whole path (HTTP, validation, durable log, de-duplication, identities, profiles)
beside its floors, in one run: batches beside COPY, single events beside one INSERT each; the first tenth of everything warms up. A server's compiler has seen all after some 80,000 events,
in batches, and 40,000 single ones: 300000 and 100000 say what it does for good. DATABASE_URL adds the path on that Postgres server. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "50000" },
    singles: { type: "string", default: "5000" },
    seed: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

type Row = { what: string; events: number; cpuSeconds: number; seconds: number; note: string };
const rows: Row[] = [];
const events = Number(values.events);
const seed = Number(values.seed);
const databaseUrl = process.env.DATABASE_URL;
const messages = makeMessages(events, seed);
const batches = toBodies(messages, 100);
const singles = toBodies(makeMessages(Number(values.singles), seed + 1), 1);

await floor("floor: append to the log, synced, batches of 100", "append.ts");
if (databaseUrl) {
  await floor("floor: COPY with a primary key, Postgres", "copy.ts");
  await floor("floor: one INSERT an event, synced, primary key, Postgres", "insert.ts", singles.length, seed + 1);
}
await honoFloor();
await path("path, embedded, batches of 100", batches, events, 8, undefined);
await path("path, embedded, single events", singles, singles.length, 64, undefined);
if (databaseUrl) {
  await path("path, Postgres, batches of 100", batches, events, 8, databaseUrl);
  await path("path, Postgres, single events", singles, singles.length, 64, databaseUrl);
}
print();

async function floor(what: string, script: string, count = events, traffic = seed): Promise<void> {
  const { line, child } = await runChild([at(script), String(count), String(traffic)]);
  await endChild(child);
  const [measured, cpuSeconds, seconds] = [line.events, line.cpuSeconds, line.seconds].map(Number);
  rows.push({ what, events: measured ?? 0, cpuSeconds: cpuSeconds ?? 0, seconds: seconds ?? 0, note: "" });
}

async function honoFloor(): Promise<void> {
  const { child, pid, line } = await runChild([at("hono.ts")]);
  const target = `http://127.0.0.1:${line.port}/v1/batch`;
  const warm = warmBodies(batches);
  await sendBodies(target, "none", batches.slice(0, warm), 8);
  const before = processCpuSeconds(pid);
  const startMs = performance.now();
  await sendBodies(target, "none", batches.slice(warm), 8);
  const seconds = (performance.now() - startMs) / 1000;
  rows.push({
    what: "floor: Hono parses and answers, batches of 100",
    events: events - warm * 100,
    cpuSeconds: processCpuSeconds(pid) - before,
    seconds,
    note: "",
  });
  await endChild(child);
}

async function path(
  what: string,
  bodies: readonly string[],
  count: number,
  concurrency: number,
  url: string | undefined,
): Promise<void> {
  const result: PathResult = await measurePath({
    bodies,
    events: count,
    concurrency,
    databaseUrl: url,
    warm: warmBodies(bodies),
  });
  const { events: folded } = result;
  const note = `answers p50 ${result.answerP50Ms.toFixed(1)} ms, p99 ${result.answerP99Ms.toFixed(1)} ms; ${result.residentMiB} MiB; ${micros(result.ownCpuSeconds, folded)} µs in the server, ${micros(result.cpuSeconds - result.ownCpuSeconds, folded)} in Postgres`;
  rows.push({ what, events: folded, cpuSeconds: result.cpuSeconds, seconds: result.seconds, note });
}

/** How many of the bodies warm up and are not measured. */
function warmBodies(bodies: readonly string[]): number {
  return Math.floor(bodies.length / 10);
}

function micros(cpuSeconds: number, count: number): number {
  return Math.round((cpuSeconds * 1e6) / count);
}

function at(script: string): string {
  return fileURLToPath(new URL(`./floors/${script}`, import.meta.url));
}

function print(): void {
  if (values.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  const perCpuSecond = (row: Row) => row.events / row.cpuSeconds;
  const rateOf = (part: string) => {
    const row = rows.find(({ what }) => what.includes(part));
    return row && perCpuSecond(row);
  };
  const copyRate = rateOf("COPY");
  const insertRate = rateOf("INSERT");
  console.log(
    "| what | events | events / CPU-s | of COPY | × of INSERT | events / s | |\n|---|---|---|---|---|---|---|",
  );
  for (const row of rows) {
    const rate = perCpuSecond(row);
    const share = copyRate ? `${((rate / copyRate) * 100).toFixed(0)} %` : "–";
    const times = insertRate && /single|INSERT/.test(row.what) ? (rate / insertRate).toFixed(2) : "–";
    const cells = [
      row.what,
      row.events,
      Math.round(rate),
      share,
      times,
      Math.round(row.events / row.seconds),
      row.note,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
