import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startBenchServer } from "./bench-server.ts";
import { percentile } from "./send-bodies.ts";
import { makeMessages } from "./traffic.ts";

const HELP = `npm run bench:freshness -- [--seconds 20] [--rate 1000] [--batch 10] [--seed 7] [--json]

How long an answer takes, beside the disk's own fsync in the same seconds, and how long after it the person's profile shows
the event. Requests come at Poisson times that wait for no answer. DATABASE_URL puts the store on that Postgres server.
Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    rate: { type: "string", default: "1000" },
    batch: { type: "string", default: "10" },
    seed: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** Share of the requests that are followed until the profile shows them; each costs the server a read. */
const FOLLOWED = 0.2;
/** Time after which a server counts as warm. */
const WARM_MS = 3_000;
const SYNC_BYTES = 4_096;
const SYNC_PAUSE_MS = 20;

const perSecond = Number(values.rate) / Number(values.batch);
const [batch, lastsMs] = [Number(values.batch), Number(values.seconds) * 1_000 + WARM_MS];
const messages = makeMessages(Math.ceil((Number(values.rate) * lastsMs) / 1_000) + batch, Number(values.seed));
const times: Record<"fsync" | "answer" | "fresh", number[]> = { fsync: [], answer: [], fresh: [] };
const server = await startBenchServer(process.env.DATABASE_URL || undefined);
const headers = { authorization: `Bearer ${server.key}` };
let refused = 0;
try {
  const done = new AbortController();
  const syncing = measureSync(done.signal);
  await offer();
  done.abort();
  await syncing;
  print();
} finally {
  await server.stop();
}

async function offer(): Promise<void> {
  const under: Promise<void>[] = [];
  const startMs = performance.now();
  let dueMs = 0;
  for (let sent = 0; dueMs < lastsMs; sent++) {
    dueMs -= (Math.log(1 - Math.random()) * 1_000) / perSecond;
    const waitMs = startMs + dueMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    under.push(send(messages.slice(sent * batch, (sent + 1) * batch), startMs + dueMs, dueMs > WARM_MS));
  }
  await Promise.all(under);
}

/** Sends one request; its time counts from when it was due. */
async function send(part: readonly object[], dueAtMs: number, counts: boolean): Promise<void> {
  const body = JSON.stringify({ batch: part, sentAt: new Date().toISOString() });
  const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", headers, body });
  const answeredMs = performance.now();
  const { offset } = Object(await answer.json());
  if (answer.status !== 200) refused += 1;
  if (!counts || answer.status !== 200) return;
  times.answer.push(answeredMs - dueAtMs);
  if (Math.random() > FOLLOWED) return;
  // The read waits in the server until the event is folded, and shows it.
  const read = await fetch(`${server.url}/api/v1/events?limit=1&after=${offset}&wait=5000`, { headers });
  await read.arrayBuffer();
  if (read.status !== 200) throw new Error(`The read that waits for offset ${offset} was answered ${read.status}.`);
  times.fresh.push(performance.now() - answeredMs);
}

/** The disk's own time: a page appended and synced, again and again, beside the load. */
async function measureSync(signal: AbortSignal): Promise<void> {
  const path = join(tmpdir(), `rapport-sync-${process.pid}`);
  const file = await open(path, "w");
  const page = Buffer.alloc(SYNC_BYTES, 1);
  while (!signal.aborted) {
    const startMs = performance.now();
    await file.write(page);
    await file.datasync();
    times.fsync.push(performance.now() - startMs);
    await sleep(SYNC_PAUSE_MS);
  }
  await file.close();
  await rm(path);
}

function print(): void {
  const rows = Object.entries(times).map(([what, list]) => {
    const sorted = list.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(percentile(sorted, share) * 10) / 10;
    return { what, measured: list.length, p50Ms: at(0.5), p99Ms: at(0.99) };
  });
  if (values.json) console.log(JSON.stringify({ rows, refused }));
  else {
    console.table(rows);
    console.log(`${refused} requests refused`);
  }
}
