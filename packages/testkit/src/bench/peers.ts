import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measurePath } from "./measure-path.ts";
import { endChild, runChild } from "./run-child.ts";
import { percentile, sendBodies } from "./send-bodies.ts";
import { makeMessages, toBodies } from "./traffic.ts";

const HELP = `npm run bench:peers -- [--events 30000] [--seed 7] [--json]

The whole path beside what else one would build on Postgres: one INSERT for each event, pg-boss, and BullMQ (with REDIS_URL).
They validate nothing, know no people and fold no profiles; all drop copies. Needs DATABASE_URL. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "30000" },
    seed: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const databaseUrl = process.env.DATABASE_URL;
if (values.help || !databaseUrl) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const CONCURRENCY = 8;
const POLL_MS = 50;
const events = Number(values.events);
const bodies = toBodies(makeMessages(events, Number(values.seed)), 100);

type Row = {
  what: string;
  eventsPerCpuSecond: number;
  eventsPerSecond: number;
  answerP50Ms: number;
  answerP99Ms: number;
};
const rows: Row[] = [];
const { cpuSeconds, seconds, ...answers } = await measurePath({
  bodies,
  events,
  concurrency: CONCURRENCY,
  databaseUrl,
});
rows.push(toRow("Rapport, folded into profiles", cpuSeconds, seconds, answers));
rows.push(await measurePeer("one INSERT for each event", "single-insert.ts"));
rows.push(await measurePeer("pg-boss, then one INSERT for each request", "pg-boss.ts"));
if (process.env.REDIS_URL) rows.push(await measurePeer("BullMQ, then one INSERT for each request", "bullmq.ts"));
if (values.json) console.log(JSON.stringify(rows));
else console.table(rows);

/** Sends the same bodies to a peer and waits until its table holds every message. */
async function measurePeer(what: string, script: string): Promise<Row> {
  const { child, line } = await runChild([fileURLToPath(new URL(`./peers/${script}`, import.meta.url))]);
  try {
    const url = `http://127.0.0.1:${line.port}`;
    const before = await readStored(url);
    const startMs = performance.now();
    const load = await sendBodies(`${url}/v1/batch`, "none", bodies, CONCURRENCY);
    if (load.statuses.get(200) !== bodies.length) throw new Error(`${what}: ${JSON.stringify([...load.statuses])}`);
    let after = await readStored(url);
    for (; after.stored < events; after = await readStored(url)) await sleep(POLL_MS);
    const [answerP50Ms, answerP99Ms] = [percentile(load.latenciesMs, 0.5), percentile(load.latenciesMs, 0.99)];
    const cpu = after.cpuSeconds - before.cpuSeconds;
    return toRow(what, cpu, (performance.now() - startMs) / 1_000, { answerP50Ms, answerP99Ms });
  } finally {
    await endChild(child);
  }
}

async function readStored(url: string): Promise<{ stored: number; cpuSeconds: number }> {
  const { stored, cpuSeconds } = Object(await (await fetch(`${url}/stored`)).json());
  return { stored: Number(stored), cpuSeconds: Number(cpuSeconds) };
}

function toRow(
  what: string,
  cpuSeconds: number,
  seconds: number,
  { answerP50Ms, answerP99Ms }: { answerP50Ms: number; answerP99Ms: number },
): Row {
  return {
    what,
    eventsPerCpuSecond: Math.round(events / cpuSeconds),
    eventsPerSecond: Math.round(events / seconds),
    answerP50Ms: Math.round(answerP50Ms),
    answerP99Ms: Math.round(answerP99Ms),
  };
}
