import { setTimeout as sleep } from "node:timers/promises";
import { readReadiness } from "../../server/api-client.ts";
import { createFreshDatabase } from "../../server/fresh-database.ts";
import type { SpawnedServer } from "../../server/spawn-server.ts";
import { SHARING_LEASE_MS, spawnSharing } from "../../server/spawn-sharing.ts";
import { processCpuSeconds } from "../cpu-time.ts";
import { sendBodies } from "../send-bodies.ts";
import type { ProcessorShare } from "./processor-share.ts";
import { limitProcessor } from "./processor-share.ts";

const CONNECTIONS_PER_SERVER = 4;

export type ServersOptions = {
  /** A Postgres server; every run has a database of its own there. */
  databaseUrl: string;
  /** As `RAPPORT_EVENT_LOG` names it. */
  eventLog: string;
  servers: number;
  /** What each server may use of one processor, so that servers and not this machine are what is short. */
  share: number;
  /** Sent before the clock runs. */
  warmUp: readonly string[];
  bodies: readonly string[];
};

/** What a run took, from the first body until all is folded. */
export type ServersResult = {
  seconds: number;
  /** Processor time of all servers, without the database's. */
  cpuSeconds: number;
};

/** Sends bodies to several servers that share a log and a store. */
export async function measureServers(options: ServersOptions): Promise<ServersResult> {
  const database = await createFreshDatabase(options.databaseUrl);
  const servers: SpawnedServer[] = [];
  const shares: ProcessorShare[] = [];
  try {
    for (let i = 0; i < options.servers; i++) {
      const server = await spawnSharing(database.url, options.eventLog);
      servers.push(server);
      const share = await limitProcessor(`rapport-bench-${process.pid}-${i}`, options.share);
      shares.push(share);
      await share.add(server.pid);
    }
    // So that they have split the partitions before the first body is sent.
    await sleep(3 * SHARING_LEASE_MS);
    await sendToAll(servers, options.warmUp);
    const cpu = () => servers.reduce((sum, { pid }) => sum + processCpuSeconds(pid), 0);
    const [startMs, before] = [performance.now(), cpu()];
    await sendToAll(servers, options.bodies);
    return { seconds: (performance.now() - startMs) / 1_000, cpuSeconds: cpu() - before };
  } finally {
    for (const server of servers) await server.dispose();
    for (const share of shares) await share.remove();
    await database.drop();
  }
}

/** Every body goes to one server, as many to each; resolves when everything is folded. */
async function sendToAll(servers: readonly SpawnedServer[], bodies: readonly string[]): Promise<void> {
  const sending = servers.map(async ({ url, report }, place) => {
    const own = bodies.filter((_, i) => i % servers.length === place);
    const { statuses } = await sendBodies(`${url}/v1/batch`, report.secretKey, own, CONNECTIONS_PER_SERVER);
    if (statuses.get(200) !== own.length) throw new Error(`Answers: ${JSON.stringify([...statuses])}`);
  });
  await Promise.all(sending);
  for (const server of servers) while ((await readReadiness(server)).lag > 0) await sleep(20);
}
