import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import { clusterCpuSeconds } from "../cpu-time.ts";
import { makeMessages } from "../traffic.ts";

/**
 * Floor: the same messages by COPY into one table with a primary key, 1,000 rows each time. The first tenth warms up and is not
 * measured, as on the whole path. Prints one JSON line.
 */
const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => {} });
const rows = makeMessages(count, seed).map((message) => {
  const text = JSON.stringify(message).replaceAll("\\", "\\\\");
  return `${Reflect.get(message, "messageId")}\tprj_floor\t${new Date().toISOString()}\t${text}\n`;
});
await sql`drop table if exists floor_copy`;
await sql`create table floor_copy (id uuid, project_id text, at timestamptz, payload jsonb, primary key (project_id, id))`;
const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
const backendPid = backend?.pid ?? 0;
const warm = Math.floor(count / 10);
await copy(0, warm);
const before = clusterCpuSeconds(backendPid);
const cpu = process.cpuUsage();
const startMs = performance.now();
await copy(warm, count);
const used = process.cpuUsage(cpu);
const cpuSeconds = (used.user + used.system) / 1e6 + clusterCpuSeconds(backendPid) - before;
console.log(JSON.stringify({ events: count - warm, cpuSeconds, seconds: (performance.now() - startMs) / 1000 }));
await sql`drop table floor_copy`;
await sql.end();

async function copy(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += 1_000) {
    const target = await sql`copy floor_copy (id, project_id, at, payload) from stdin`.writable();
    await pipeline(Readable.from([rows.slice(i, Math.min(i + 1_000, to)).join("")]), target);
  }
}
