import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { clusterCpuSeconds, processCpuSeconds, residentMiB } from "./cpu-time.ts";
import { endChild, runChild } from "./run-child.ts";
import { percentile, sendBodies } from "./send-bodies.ts";

const CLI = fileURLToPath(new URL("../../../server/dist/cli.js", import.meta.url));

/** One measured run of the whole path. */
export type PathResult = {
  events: number;
  /** From the first request to the last event folded. */
  seconds: number;
  /** Server and database, load generator apart. */
  cpuSeconds: number;
  answerP50Ms: number;
  answerP99Ms: number;
  residentMiB: number;
};

/**
 * Sends bodies to a fresh server and waits until every event is stored and folded. Processor time is that of the
 * server process and, with a database URL, of the whole Postgres cluster.
 */
export async function measurePath(options: {
  bodies: readonly string[];
  events: number;
  concurrency: number;
  databaseUrl: string | undefined;
}): Promise<PathResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-bench-"));
  const database = options.databaseUrl === undefined ? undefined : await createDatabase(options.databaseUrl);
  const server = await runChild([CLI, "start", "--json"], {
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    DATABASE_URL: database?.url ?? "",
  });
  const url = new URL(String(server.line.console)).origin;
  try {
    const cpuSeconds = () => processCpuSeconds(server.pid) + (database?.cpuSeconds() ?? 0);
    const before = cpuSeconds();
    const startMs = performance.now();
    const load = await sendBodies(
      `${url}/v1/batch`,
      String(server.line.secretKey),
      options.bodies,
      options.concurrency,
    );
    if (load.statuses.get(200) !== options.bodies.length)
      throw new Error(`Answers: ${JSON.stringify([...load.statuses])}`);
    while ((await readLag(url)) > 0) await sleep(20);
    return {
      events: options.events,
      seconds: (performance.now() - startMs) / 1000,
      cpuSeconds: cpuSeconds() - before,
      answerP50Ms: percentile(load.latenciesMs, 0.5),
      answerP99Ms: percentile(load.latenciesMs, 0.99),
      residentMiB: residentMiB(server.pid),
    };
  } finally {
    await endChild(server.child);
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function readLag(url: string): Promise<number> {
  const answer = await fetch(`${url}/readyz`);
  const { lag } = Object(await answer.json());
  return Number(lag);
}

/** A database of its own on the given server. */
async function createDatabase(serverUrl: string) {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const name = `rapport_bench_${Date.now()}`;
  await sql.unsafe(`create database ${name}`);
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    cpuSeconds: () => clusterCpuSeconds(backend?.pid ?? 0),
    drop: async () => {
      await sql.unsafe(`drop database ${name} with (force)`);
      await sql.end();
    },
  };
}
