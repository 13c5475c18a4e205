/**
 * Recommendations by HTTP under a steady load, beside the same server's `/livez` at the same rate in the same run. Run with
 *   npm run build && DATABASE_URL=postgres://… npm run bench:serve -- --steps
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchServer } from "../bench-server.ts";
import { startBenchServer } from "../bench-server.ts";
import { readServingProfile } from "../flame/read-serving-profile.ts";
import { LeanClient, toPost } from "../lean-client.ts";
import type { LoadTarget } from "../offer-load.ts";
import { offerLoad } from "../offer-load.ts";
import { percentile } from "../send-bodies.ts";
import { awaitVectors, fillServer } from "./fill-server.ts";
import { shareOfSteps } from "./share-of-steps.ts";
import { observeShop, openShop, trainShop } from "./trained-shop.ts";

const { values } = parseArgs({
  options: {
    persons: { type: "string", default: "100000" },
    items: { type: "string", default: "10000" },
    interactions: { type: "string", default: "5000000" },
    /** Requests a second. */
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "15" },
    /** Servers on the one database, asked in turn. */
    servers: { type: "string", default: "2" },
    rounds: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
    /** Profiles the server in one more round, and says what share of a request each step has. */
    steps: { type: "boolean", default: false },
  },
});
/** Time after which a server counts as warm: its compiler has seen the loops, and a request takes a sixth less than at first. */
const WARM_SECONDS = 20;
/** Requests that were drawn; they are repeated in turn. */
const DRAWN = 20_000;

const size = {
  persons: Number(values.persons),
  items: Number(values.items),
  interactions: Number(values.interactions),
};
const [perSecond, seconds, rounds] = [Number(values.rate), Number(values.seconds), Number(values.rounds)];
const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl)
  throw new Error("DATABASE_URL must name a Postgres server: people are written straight into the database");
type Bench = { server: BenchServer; target: LoadTarget };
const FLOOR = [Buffer.from("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")];
await onServer(databaseUrl, [], measure);
if (values.steps) await printSteps(databaseUrl);

/** A server of its own, filled with the shop, for as long as `work` takes. */
async function onServer(url: string, nodeArgs: string[], work: (bench: Bench) => Promise<void>): Promise<void> {
  const server = await startBenchServer(url, nodeArgs, Number(values.servers));
  const clients: LeanClient[] = [];
  try {
    await fill(server);
    globalThis.gc?.();
    // Cut short by a new start, they would be taken up again a quarter of an hour later.
    await awaitVectors(server);
    // A server reads what it has learned when it starts.
    await server.restart();
    clients.push(...server.urls.map((address) => new LeanClient(Number(new URL(address).port))));
    await work({ server, target: inTurn(clients) });
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

/**
 * Gives the servers a shop of which nothing is kept here: what offers the load would read all of it whenever it collects its garbage, on
 * the servers' processors.
 */
async function fill(server: BenchServer): Promise<void> {
  const shop = openShop(size);
  await fillServer(server, shop, { trained: await trainShop(shop, size), snapshot: observeShop(shop) });
}

/** As a balancer in front of the servers does. */
function inTurn(clients: readonly LeanClient[]): LoadTarget {
  let next = 0;
  return {
    post: (request) => {
      const client = clients[next++ % clients.length];
      if (!client) throw new Error("There is no server");
      return client.post(request);
    },
  };
}

/** The same load once more with the sampling profiler on, which costs some time itself: shares are what to read. */
async function printSteps(url: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "rapport-steps-"));
  const stretch = { from: 0, to: 0 };
  const hrMicros = () => Number(process.hrtime.bigint() / 1_000n);
  await onServer(url, ["--cpu-prof", `--cpu-prof-dir=${dir}`, "--cpu-prof-interval=250"], async (bench) => {
    const query = await warm(bench, true);
    stretch.from = hrMicros();
    const { serverCpuMs } = await offer(bench, "recommendations", query);
    stretch.to = hrMicros();
    console.log(`with the profiler on: ${serverCpuMs} CPU-ms a request`);
  });
  const shares = shareOfSteps(await readServingProfile(dir), [stretch]);
  console.table(Object.entries(shares).map(([step, share]) => ({ step, percent: Math.round(share * 1_000) / 10 })));
  await rm(dir, { recursive: true });
}

async function measure(bench: Bench): Promise<void> {
  const query = await warm(bench);
  const rows: object[] = [];
  for (let round = 1; round <= rounds; round++) {
    rows.push(await offer(bench, "floor (/livez)", FLOOR), await offer(bench, "recommendations", query));
  }
  if (values.json) console.log(JSON.stringify({ size, rows }));
  else console.table(rows);
}

/** Requests, once the server answers them as it will go on to. */
async function warm(bench: Bench, restless = false): Promise<readonly Uint8Array[]> {
  const { server, target } = bench;
  const query = Array.from({ length: DRAWN }, (_, index) => {
    const userId = `person-${(index * 7_919) % size.persons}`;
    return toPost("/api/v1/recommendations/query", server.key, JSON.stringify({ userId, limit: 10 }));
  });
  await awaitTrained(bench);
  await awaitIdle(bench, restless);
  await offerLoad(target, query, { perSecond, seconds: WARM_SECONDS });
  return query;
}

/** Until an answer shows that the model is complete and trained. */
async function awaitTrained({ server }: Bench): Promise<void> {
  for (const url of server.urls) await awaitTrainedAt(url, server.key);
}

async function awaitTrainedAt(url: string, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const body = JSON.stringify({ userId: "person-1", limit: 10 });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${url}/api/v1/recommendations/query`, { method: "POST", headers, body });
    const text = await answer.text();
    // A trained blend may give some of its generators no weight.
    if (/"(?:ease|factors|sessions|reranker)"/.test(text) && !text.includes('"warming"')) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("The trained model does not answer");
}

/** Until the server has looked at all the people that appeared at once: no shop gets them so. A profiler never rests. */
async function awaitIdle({ server }: Bench, restless: boolean): Promise<void> {
  for (let looks = 0; looks < 100; looks++) {
    const before = server.ownCpuSeconds();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    if (server.ownCpuSeconds() - before < (restless ? 1.5 : 0.3)) return;
  }
  throw new Error("The server does not come to rest");
}

async function offer({ server, target }: Bench, what: string, requests: readonly Uint8Array[]) {
  const [own, all] = [server.ownCpuSeconds(), server.cpuSeconds()];
  const answers = await offerLoad(target, requests, { perSecond, seconds });
  const took = answers.map(({ tookMs }) => tookMs).sort((left, right) => left - right);
  const at = (share: number) => Math.round(percentile(took, share) * 100) / 100;
  const perRequest = (spent: number) => Math.round((spent / answers.length) * 100_000) / 100;
  return {
    what,
    perSecond: Math.round(answers.length / seconds),
    failed: answers.filter(({ status }) => status !== 200).length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    serverCpuMs: perRequest(server.ownCpuSeconds() - own),
    databaseCpuMs: perRequest(server.cpuSeconds() - all - (server.ownCpuSeconds() - own)),
    residentMiB: server.residentMiB(),
  };
}
