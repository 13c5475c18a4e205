import { setTimeout as sleep } from "node:timers/promises";
import type { PLANS } from "@rapport/contracts/usage";
import { recountStore } from "../e2e/recount-store.ts";
import { waitUntilFolded } from "../server/api-client.ts";
import { createFreshDatabase } from "../server/fresh-database.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

const BATCH = 20;
const SENDERS_PER_SERVER = 3;
const LONGEST_PAUSE_MS = 1_000;
const RATE = "100000";

export type QuotasOptions = {
  /** A Postgres server; the run has a database of its own there. */
  databaseUrl: string;
  plan: (typeof PLANS)[number];
  servers: number;
  /** Different events that are offered; a multiple of the day's quota. */
  events: number;
};

export type QuotasOutcome = {
  /** Events answered as accepted, on all servers. */
  accepted: number;
  stored: number;
  /** What the usage of the day says. */
  metered: number;
  seconds: number;
};

/** Offers more events than the day allows to several servers at once, and counts what came through. */
export async function runQuotas(options: QuotasOptions): Promise<QuotasOutcome> {
  const startedMs = performance.now();
  const database = await createFreshDatabase(options.databaseUrl);
  const servers: SpawnedServer[] = [];
  try {
    for (let i = 0; i < options.servers; i++) servers.push(await spawnLimited(database.url, options.plan));
    let next = 0;
    const take = () => (next < options.events ? next : undefined);
    const work = async (server: SpawnedServer) => {
      let accepted = 0;
      for (let place = take(); place !== undefined; place = take()) {
        next += BATCH;
        accepted += await offer(server, place);
      }
      return accepted;
    };
    const workers = servers.flatMap((server) => Array.from({ length: SENDERS_PER_SERVER }, () => work(server)));
    const accepted = (await Promise.all(workers)).reduce((sum, count) => sum + count, 0);
    for (const server of servers) await waitUntilFolded(server);
    for (const server of servers) await server.kill("SIGTERM");
    const { events, usage } = await recountStore({ dataDir: "", databaseUrl: database.url });
    return { accepted, stored: events, metered: usage, seconds: (performance.now() - startedMs) / 1_000 };
  } finally {
    for (const server of servers) await server.dispose();
    await database.drop();
  }
}

/** Sends one batch; waits out a burst's limit, and gives up what the day has no room for. Answers how many were accepted. */
async function offer(server: SpawnedServer, place: number): Promise<number> {
  let accepted = 0;
  let batch = Array.from({ length: BATCH }, (_, i) => messageOf(place + i));
  while (batch.length > 0) {
    const answer = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { Authorization: `Bearer ${server.report.writeKey}` },
      body: JSON.stringify({ batch }),
    });
    const body = Object(await answer.json());
    if (answer.status !== 200 && answer.status !== 429) throw new Error(`A batch was answered ${answer.status}`);
    accepted += Number(body.accepted ?? 0);
    const refused = new Set((body.rejected ?? []).map((one: { messageId: string }) => one.messageId));
    batch = answer.status === 200 || refused.size > 0 ? batch.filter(({ messageId }) => refused.has(messageId)) : batch;
    const pauseMs = Number(answer.headers.get("retry-after") ?? 0) * 1_000;
    if (pauseMs > 60_000) break;
    if (batch.length > 0) await sleep(Math.min(pauseMs, LONGEST_PAUSE_MS));
  }
  return accepted;
}

function messageOf(place: number) {
  return {
    type: "track",
    event: "Offered",
    messageId: `offer-${place}`,
    anonymousId: `visitor-${place % 97}`,
    timestamp: new Date().toISOString(),
  };
}

function spawnLimited(databaseUrl: string, plan: string): Promise<SpawnedServer> {
  return spawnServer({
    databaseUrl,
    env: {
      RAPPORT_EVENT_LOG: "postgres",
      RAPPORT_WRITE_KEY: "pk_of_the_fleet",
      RAPPORT_SECRET_KEY: "sk_of_the_fleet",
      RAPPORT_SESSION_SECRET: "a secret of the fleet for its sessions",
      RAPPORT_PLAN: plan,
      // Only the day's bound is to be seen: the rate's would make the run an hour long.
      RAPPORT_FREE_EVENTS_PER_SECOND: RATE,
      RAPPORT_PRO_EVENTS_PER_SECOND: RATE,
      RAPPORT_DEMO: "off",
    },
  });
}
