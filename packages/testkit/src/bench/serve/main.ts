/**
 * Recommendations by HTTP under a steady load, beside the same server's `/livez` at the same rate in the same run. Run with
 *   npm run build && DATABASE_URL=postgres://… npm run bench:serve
 */
import { parseArgs } from "node:util";
import { startBenchServer } from "../bench-server.ts";
import { LeanClient, toPost } from "../lean-client.ts";
import { offerLoad } from "../offer-load.ts";
import { percentile } from "../send-bodies.ts";
import { fillServer } from "./fill-server.ts";
import { observeShop, openShop, trainShop } from "./trained-shop.ts";

const { values } = parseArgs({
  options: {
    persons: { type: "string", default: "100000" },
    items: { type: "string", default: "10000" },
    interactions: { type: "string", default: "5000000" },
    /** Requests a second. */
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "15" },
    rounds: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
    /** Folder for a processor profile of the server. */
    profile: { type: "string" },
  },
});
/** Time after which a server counts as warm: its compiler has seen the loops. */
const WARM_SECONDS = 6;
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
const shop = openShop(size);
const models = { trained: await trainShop(shop, size), snapshot: observeShop(shop) };
const profiling = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const server = await startBenchServer(databaseUrl, profiling);
const client = new LeanClient(Number(new URL(server.url).port));
try {
  await fillServer(server, shop, models);
  await measure();
} finally {
  client.close();
  await server.stop();
}

async function measure(): Promise<void> {
  const floor = [Buffer.from("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")];
  const query = Array.from({ length: DRAWN }, (_, index) => {
    const userId = `person-${(index * 7_919) % size.persons}`;
    return toPost("/api/v1/recommendations/query", server.key, JSON.stringify({ userId, limit: 10 }));
  });
  await awaitTrained();
  await awaitIdle();
  await offerLoad(client, query, { perSecond: perSecond / 2, seconds: WARM_SECONDS });
  const rows: object[] = [];
  for (let round = 1; round <= rounds; round++) {
    rows.push(await offer("floor (/livez)", floor), await offer("recommendations", query));
  }
  if (values.json) console.log(JSON.stringify({ size, rows }));
  else console.table(rows);
}

/** Until an answer shows that the model is complete and trained. */
async function awaitTrained(): Promise<void> {
  const headers = { authorization: `Bearer ${server.key}` };
  const body = JSON.stringify({ userId: "person-1", limit: 10 });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${server.url}/api/v1/recommendations/query`, { method: "POST", headers, body });
    const text = await answer.text();
    if (text.includes('"ease"') && !text.includes('"warming"')) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("The trained model does not answer");
}

/** Until the server has looked at all the people that appeared at once: no shop gets them so. */
async function awaitIdle(): Promise<void> {
  for (let looks = 0; looks < 100; looks++) {
    const before = server.ownCpuSeconds();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    if (server.ownCpuSeconds() - before < 0.3) return;
  }
  throw new Error("The server does not come to rest");
}

async function offer(what: string, requests: readonly Uint8Array[]) {
  const [own, all] = [server.ownCpuSeconds(), server.cpuSeconds()];
  const answers = await offerLoad(client, requests, { perSecond, seconds });
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
