import { clusterCpuSeconds } from "../cpu-time.ts";
import { insertOne, openPeerTable } from "../peers/peer-table.ts";
import { makeMessages } from "../traffic.ts";

/**
 * Floor: the same messages by one INSERT each, every one a synced commit of its own, into one table with a primary key. The first
 * tenth warms up and is not measured, as on the whole path. Prints one JSON line.
 */
const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
/** As many inserts wait at a time as the path has connections; they share a pool of the size that did most per CPU-s (of 4 to 64). */
const REQUESTS = 64;
const CONNECTIONS = 16;
const sql = await openPeerTable(CONNECTIONS);
const messages = makeMessages(count, seed).map((message) => ({
  ...message,
  messageId: String(Reflect.get(message, "messageId")),
}));
const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
const backendPid = backend?.pid ?? 0;
const warm = Math.floor(count / 10);
await insert(messages.slice(0, warm));
const before = clusterCpuSeconds(backendPid);
const cpu = process.cpuUsage();
const startMs = performance.now();
await insert(messages.slice(warm));
const used = process.cpuUsage(cpu);
const cpuSeconds = (used.user + used.system) / 1e6 + clusterCpuSeconds(backendPid) - before;
console.log(JSON.stringify({ events: count - warm, cpuSeconds, seconds: (performance.now() - startMs) / 1000 }));
await sql`drop table peer_events`;
await sql.end();

async function insert(part: readonly { messageId: string }[]): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let message = part[next++]; message; message = part[next++]) await insertOne(sql, message);
  };
  await Promise.all(Array.from({ length: REQUESTS }, sender));
}
