import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@rapport/engine/random";
import type { AcknowledgingSenders } from "../e2e/acknowledging-senders.ts";
import { startSenders } from "../e2e/acknowledging-senders.ts";
import type { StoreCount } from "../e2e/recount-store.ts";
import { recountStore } from "../e2e/recount-store.ts";
import { readShopCatalog } from "../e2e/shop-catalog.ts";
import { waitUntilFolded } from "../server/api-client.ts";
import { createFreshDatabase } from "../server/fresh-database.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { simulate } from "../simulator/simulate.ts";
import type { SimulatedMessage } from "../simulator/tape.ts";

const BATCH = 50;
const SENDERS = 4;
/** Short, so that a run has many takeovers; the product's own is longer. */
const LEASE_MS = 1_000;
/** A stop lasts from less than a lease to more than two. */
const STOP_MS = { shortest: 300, longest: 2_500 };

export type FaultsOptions = {
  /** A Postgres server; the run has a database of its own there. */
  databaseUrl: string;
  seed: number;
  /** Faults: half of them kill -9, half SIGSTOP and later SIGCONT, one at a time. */
  faults: number;
  servers: number;
  /** Events that are sent from one fault to the next. */
  eventsPerFault: number;
  onFault?: (fault: { number: number; kind: "kill" | "stop"; server: number; acknowledged: number }) => void;
};

/** What was promised, and what the store holds when all is over. */
export type FaultsOutcome = {
  acknowledged: ReadonlySet<string>;
  stored: StoreCount;
  /** Requests without an answer: sent again, until there was one. */
  failures: number;
  kills: number;
  stops: number;
  /** How often a server took over partitions, or lost some. */
  takeovers: number;
  seconds: number;
};

/** Several servers on one database and one log, of which one after the other dies or stands still in the middle of traffic. */
export async function runFaults(options: FaultsOptions): Promise<FaultsOutcome> {
  const startedMs = performance.now();
  const database = await createFreshDatabase(options.databaseUrl);
  const servers: SpawnedServer[] = [];
  try {
    for (let i = 0; i < options.servers; i++) servers.push(await spawnSharing(database.url));
    let turn = 0;
    const target = () => {
      const { url, report } = servers[turn++ % servers.length] ?? missing();
      return { url, writeKey: report.writeKey };
    };
    const batches = simulateBatches(options);
    const counts = { faults: 0, kills: 0, stops: 0 };
    // Traffic goes on during every fault, and is not over before the last one.
    const before = async (place: number) => {
      while (place * BATCH > (counts.faults + 2) * options.eventsPerFault) await sleep(5);
    };
    const senders = startSenders({ target, batches, senders: SENDERS, resendEvery: 10, before });
    await injectFaults(options, servers, senders, counts);
    await senders.done;
    for (const server of servers) await waitUntilFolded(server);
    for (const server of servers) await server.kill("SIGTERM");
    const stored = await recountStore({ dataDir: "", databaseUrl: database.url });
    const takeovers = servers.reduce((sum, { log }) => sum + log.split("shared anew").length - 1, 0);
    const seconds = (performance.now() - startedMs) / 1_000;
    return { acknowledged: senders.acknowledged, stored, failures: senders.failures(), ...counts, takeovers, seconds };
  } finally {
    for (const server of servers) await server.dispose();
    await database.drop();
  }
}

function spawnSharing(databaseUrl: string): Promise<SpawnedServer> {
  return spawnServer({
    databaseUrl,
    env: {
      RAPPORT_EVENT_LOG: "postgres",
      RAPPORT_WRITE_KEY: "pk_of_the_fleet",
      RAPPORT_SECRET_KEY: "sk_of_the_fleet",
      RAPPORT_SESSION_SECRET: "a secret of the fleet for its sessions",
      RAPPORT_LEASE_MS: String(LEASE_MS),
      RAPPORT_DEMO: "off",
    },
  });
}

async function injectFaults(
  { seed, faults, eventsPerFault, onFault }: FaultsOptions,
  servers: readonly SpawnedServer[],
  senders: AcknowledgingSenders,
  counts: { faults: number; kills: number; stops: number },
): Promise<void> {
  const random = createRandom(seed);
  for (let number = 0; number < faults; number++) {
    const at = Math.floor((number + random.next()) * eventsPerFault);
    while (senders.acknowledged.size < at) await sleep(5);
    const place = Math.floor(random.next() * servers.length);
    const server = servers[place] ?? missing();
    const kind = random.next() < 0.5 ? "kill" : "stop";
    onFault?.({ number, kind, server: place, acknowledged: senders.acknowledged.size });
    await sleep(random.next() * 50);
    if (kind === "kill") {
      counts.kills += 1;
      await server.kill("SIGKILL");
      await server.start();
    } else {
      counts.stops += 1;
      server.signal("SIGSTOP");
      await sleep(STOP_MS.shortest + random.next() * (STOP_MS.longest - STOP_MS.shortest));
      server.signal("SIGCONT");
    }
    counts.faults += 1;
  }
}

function simulateBatches({ seed, faults, eventsPerFault }: FaultsOptions): SimulatedMessage[][] {
  const count = faults * eventsPerFault;
  const catalog = readShopCatalog();
  const batches: SimulatedMessage[][] = [[]];
  let made = 0;
  for (const message of simulate({ seed, visitors: count / 5, startMs: Date.UTC(2026, 0, 5), days: 7, catalog })) {
    if (made++ === count) break;
    const last = batches.at(-1);
    if (last && last.length < BATCH) last.push(message);
    else batches.push([message]);
  }
  return batches;
}

function missing(): never {
  throw new Error("There is no such server");
}
