import { setTimeout as sleep } from "node:timers/promises";
import { startSenders } from "../e2e/acknowledging-senders.ts";
import type { StoreCount } from "../e2e/recount-store.ts";
import { recountStore } from "../e2e/recount-store.ts";
import { readShopCatalog } from "../e2e/shop-catalog.ts";
import { waitUntilFolded } from "../server/api-client.ts";
import { createFreshDatabase } from "../server/fresh-database.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnSharing } from "../server/spawn-sharing.ts";
import { simulate } from "../simulator/simulate.ts";
import type { SimulatedMessage } from "../simulator/tape.ts";
import type { FaultKind } from "./inject-faults.ts";
import { injectFaults } from "./inject-faults.ts";

const BATCH = 50;
const SENDERS = 4;

export type FaultsOptions = {
  /** A Postgres server; the run has a database of its own there. */
  databaseUrl: string;
  seed: number;
  /** Faults, one at a time: kill -9, SIGSTOP and later SIGCONT, in equal parts. */
  faults: number;
  /**
   * Kills processes of the database, too: it ends all its connections and recovers from its own log. Only where the server
   * runs on this machine and is nobody else's.
   */
  killsDatabase?: boolean;
  /** Engine of the event log, as `RAPPORT_EVENT_LOG` names it; absent = tables of the database. */
  eventLog?: string | undefined;
  servers: number;
  /** Events that are sent from one fault to the next. */
  eventsPerFault: number;
  onFault?: (fault: { number: number; kind: FaultKind; server: number; acknowledged: number }) => void;
};

/** What was promised, and what the store holds when all is over. */
export type FaultsOutcome = {
  acknowledged: ReadonlySet<string>;
  stored: StoreCount;
  /** Requests without an answer: sent again, until there was one. */
  failures: number;
  kills: number;
  stops: number;
  databaseKills: number;
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
    for (let i = 0; i < options.servers; i++) servers.push(await spawnSharing(database.url, options.eventLog));
    let turn = 0;
    const target = () => {
      const { url, report } = servers[turn++ % servers.length] ?? missing();
      return { url, writeKey: report.writeKey };
    };
    const batches = simulateBatches(options);
    const counts = { faults: 0, kills: 0, stops: 0, databaseKills: 0 };
    // Traffic goes on during every fault, and is not over before the last one.
    const before = async (place: number) => {
      while (place * BATCH > (counts.faults + 2) * options.eventsPerFault) await sleep(5);
    };
    const senders = startSenders({ target, batches, senders: SENDERS, resendEvery: 10, before });
    await injectFaults({ ...options, databaseUrl: database.url }, servers, senders, counts);
    await senders.done;
    for (const server of servers) await waitUntilFolded(server);
    for (const server of servers) await server.kill("SIGTERM");
    const stored = await recountStore({ dataDir: "", databaseUrl: database.url });
    const takeovers = servers.reduce((sum, { log }) => sum + log.split("shared anew").length - 1, 0);
    const seconds = (performance.now() - startedMs) / 1_000;
    return { acknowledged: senders.acknowledged, stored, failures: senders.failures(), ...counts, takeovers, seconds };
  } catch (error) {
    // Why a server ended by itself, it has said there.
    for (const { log } of servers) console.error(log.slice(-4_000));
    throw error;
  } finally {
    for (const server of servers) await server.dispose();
    await database.drop();
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
