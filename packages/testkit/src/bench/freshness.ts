import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startBenchServer } from "./bench-server.ts";
import { drawDueTimes } from "./draw-due-times.ts";
import type { Mark } from "./freshness-reads.ts";
import { prepareDays, prepareMarks, RefusedRead } from "./freshness-reads.ts";
import { percentile } from "./send-bodies.ts";
import { makeMessages } from "./traffic.ts";

const HELP = `npm run bench:freshness -- [--seconds 20] [--rate 1000] [--batch 10] [--seed 7] [--json]

How long an answer takes, beside the disk's own fsync in the same seconds, and how long after it a read shows what was sent:
the event, the person's profile, their segments (20 are defined) and their recommendations. The days of the messages have their partitions. Requests come at Poisson times that wait for no answer. DATABASE_URL puts the store on that Postgres server.
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

/** Share of the requests that are followed until one of the reads shows them; each costs the server a read. */
const FOLLOWED = 0.2;
/** Time after which a server counts as warm. */
const WARM_MS = 3_000;
/** What an answer means by its status; others are the bench's own fault. */
const ANSWERS = new Map<number, "accepted" | "refused">([
  [200, "accepted"],
  [503, "refused"],
]);
const SYNC_BYTES = 4_096;
const SYNC_PAUSE_MS = 20;

const perSecond = Number(values.rate) / Number(values.batch);
const [batch, lastsMs] = [Number(values.batch), Number(values.seconds) * 1_000 + WARM_MS];
const dueTimes = drawDueTimes({ perSecond, seconds: lastsMs / 1_000 });
const messages = makeMessages(dueTimes.length * batch, Number(values.seed));
const times: Record<string, number[]> = { fsync: [], answer: [] };
const server = await startBenchServer(process.env.DATABASE_URL || undefined);
const headers = { authorization: `Bearer ${server.key}` };
const { nextMark, reads } = await prepare().catch(async (error) => {
  await server.stop();
  throw error;
});
const kinds = [{ what: "event", read: readEvent }, ...reads].map((kind) => ({ ...kind, timesMs: emptyTimes() }));
for (const { what, timesMs } of kinds) times[what] = timesMs;
const counts = { accepted: 0, refused: 0, otherwise: 0, readsRefused: 0, stale: 0, serverCpuSeconds: 0 };
try {
  const done = new AbortController();
  const syncing = measureSync(done.signal);
  const before = server.cpuSeconds();
  await offer();
  counts.serverCpuSeconds = Math.round((server.cpuSeconds() - before) * 10) / 10;
  done.abort();
  await syncing;
  print();
  process.exitCode = counts.otherwise === 0 ? 0 : 1;
} finally {
  await server.stop();
}

async function prepare() {
  await prepareDays(server, messages);
  return prepareMarks(server);
}

async function offer(): Promise<void> {
  const under: Promise<void>[] = [];
  const startMs = performance.now();
  for (const [sent, dueMs] of dueTimes.entries()) {
    const waitMs = startMs + dueMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    under.push(send(messages.slice(sent * batch, (sent + 1) * batch), startMs + dueMs, dueMs > WARM_MS));
  }
  await Promise.all(under);
}

/** Sends one request; its time counts from when it was due. */
async function send(part: readonly object[], dueAtMs: number, isWarm: boolean): Promise<void> {
  const mark = isWarm && Math.random() < FOLLOWED ? nextMark() : undefined;
  const body = JSON.stringify({
    batch: mark ? [...part.slice(1), mark.message] : part,
    sentAt: new Date().toISOString(),
  });
  const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", headers, body });
  const answeredMs = performance.now();
  const { offset } = Object(await answer.json());
  counts[ANSWERS.get(answer.status) ?? "otherwise"] += 1;
  if (!isWarm || answer.status !== 200) return;
  times.answer?.push(answeredMs - dueAtMs);
  if (mark) await follow(mark, String(offset), answeredMs);
}

/** One read, which waits in the server until what was sent is folded, and must show it; the kinds take turns. */
async function follow(mark: Mark, offset: string, answeredMs: number): Promise<void> {
  const kind = kinds[mark.number % kinds.length];
  try {
    const shows = await kind?.read(mark, offset);
    kind?.timesMs.push(performance.now() - answeredMs);
    if (!shows) counts.stale += 1;
  } catch (error) {
    if (!(error instanceof RefusedRead)) throw error;
    counts.readsRefused += 1;
  }
}

async function readEvent(_mark: Mark, offset: string): Promise<boolean> {
  const read = await fetch(`${server.url}/api/v1/events?limit=1&after=${offset}&wait=5000`, { headers });
  await read.arrayBuffer();
  if (read.status === 503) throw new RefusedRead("events");
  return read.status === 200;
}

function emptyTimes(): number[] {
  return [];
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
    times.fsync?.push(performance.now() - startMs);
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
  if (values.json) console.log(JSON.stringify({ rows, ...counts }));
  else {
    console.table(rows);
    console.log(
      `${counts.accepted} requests accepted, ${counts.refused} refused, ${counts.otherwise} answered otherwise, ${counts.stale} reads did not show what was sent, ${counts.readsRefused} refused`,
    );
    console.log(`processor time of the server and its database: ${counts.serverCpuSeconds} s`);
  }
}
