import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@rapport/engine/random";
import postgres from "postgres";
import type { AcknowledgingSenders } from "../e2e/acknowledging-senders.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";

/** What happens to a process in the middle of traffic. */
export type FaultKind = "kill" | "stop" | "database";

/** A stop lasts from less than a lease to more than two. */
const STOP_MS = { shortest: 300, longest: 2_500 };

/** How long a database may take to recover. */
const DATABASE_TRIES = 300;
const DATABASE_PAUSE_MS = 100;

export type Faults = {
  seed: number;
  /** How many, one at a time. */
  faults: number;
  eventsPerFault: number;
  databaseUrl: string;
  killsDatabase?: boolean;
  onFault?: (fault: { number: number; kind: FaultKind; server: number; acknowledged: number }) => void;
};

type Counts = { faults: number; kills: number; stops: number; databaseKills: number };

/** Lets the processes die or stand still at random moments, one after the other, and counts what was done. */
export async function injectFaults(
  { seed, faults, eventsPerFault, killsDatabase, databaseUrl, onFault }: Faults,
  servers: readonly SpawnedServer[],
  senders: AcknowledgingSenders,
  counts: Counts,
): Promise<void> {
  const random = createRandom(seed);
  const kinds: readonly FaultKind[] = killsDatabase ? ["kill", "stop", "database"] : ["kill", "stop"];
  for (let number = 0; number < faults; number++) {
    const at = Math.floor((number + random.next()) * eventsPerFault);
    while (senders.acknowledged.size < at) {
      for (const server of servers) requireRunning(server);
      await sleep(5);
    }
    const place = Math.floor(random.next() * servers.length);
    const server = servers[place];
    const kind = kinds[Math.floor(random.next() * kinds.length)];
    if (!server || !kind) throw new RangeError("A run needs a server");
    onFault?.({ number, kind, server: place, acknowledged: senders.acknowledged.size });
    await sleep(random.next() * 50);
    await inject(kind, server, { databaseUrl, stopMs: pickStopMs(random.next()), counts });
    counts.faults += 1;
  }
}

/** A server that ended by itself is a finding: without it, a run would wait for ever. */
function requireRunning(server: SpawnedServer): void {
  if (server.pid <= 0) throw new Error("A server has ended by itself");
}

async function inject(
  kind: FaultKind,
  server: SpawnedServer,
  { databaseUrl, stopMs, counts }: { databaseUrl: string; stopMs: number; counts: Counts },
): Promise<void> {
  switch (kind) {
    case "kill":
      counts.kills += 1;
      await server.kill("SIGKILL");
      return server.start();
    case "stop":
      counts.stops += 1;
      server.signal("SIGSTOP");
      await sleep(stopMs);
      return server.signal("SIGCONT");
    case "database":
      counts.databaseKills += 1;
      return killDatabase(databaseUrl);
  }
}

function pickStopMs(draw: number): number {
  return STOP_MS.shortest + draw * (STOP_MS.longest - STOP_MS.shortest);
}

/**
 * One process of Postgres that dies by a signal takes all down with it; the first one starts anew from the write-ahead log.
 * Waits until it takes connections again, as a server that is started meanwhile would be refused.
 */
async function killDatabase(databaseUrl: string): Promise<void> {
  const pid = await askDatabase(databaseUrl);
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  for (let tries = 0; tries < DATABASE_TRIES; tries++) {
    await sleep(DATABASE_PAUSE_MS);
    const isBack = await askDatabase(databaseUrl).then(
      () => true,
      () => false,
    );
    if (isBack) return;
  }
  throw new Error("The database did not come back");
}

/** A process of the database that serves somebody else; undefined when there is none. @throws while it recovers */
async function askDatabase(databaseUrl: string): Promise<number | undefined> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {}, connect_timeout: 5 });
  try {
    const [backend] = await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() limit 1`;
    return backend?.pid;
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined);
  }
}
