import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { clusterCpuSeconds, processCpuSeconds, residentMiB } from "./cpu-time.ts";
import { endChild, runChild } from "./run-child.ts";

const CLI = fileURLToPath(new URL("../../../server/dist/cli.js", import.meta.url));

/** The built product on an empty data directory, and on a database of its own where there is a Postgres server. */
export type BenchServer = {
  url: string;
  /** Its secret key. */
  key: string;
  dataDir: string;
  /** Its database; undefined on the embedded engine. */
  databaseUrl: string | undefined;
  /** Processor seconds of the server process and, with a database URL, of the whole Postgres cluster. */
  cpuSeconds: () => number;
  /** The same of the server process alone. */
  ownCpuSeconds: () => number;
  residentMiB: () => number;
  /** Waits until every event is stored and folded. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts the built product for a bench, with arguments for Node before it. */
export async function startBenchServer(
  databaseUrl: string | undefined,
  nodeArgs: readonly string[] = [],
): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-bench-"));
  const database = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl);
  const server = await runChild([...nodeArgs, CLI, "start", "--json"], {
    RAPPORT_DATA_DIR: dataDir,
    RAPPORT_PORT: "0",
    DATABASE_URL: database?.url ?? "",
  });
  const url = new URL(String(server.line.console)).origin;
  return {
    url,
    key: String(server.line.secretKey),
    dataDir,
    databaseUrl: database?.url,
    cpuSeconds: () => processCpuSeconds(server.pid) + (database?.cpuSeconds() ?? 0),
    ownCpuSeconds: () => processCpuSeconds(server.pid),
    residentMiB: () => residentMiB(server.pid),
    settle: async () => {
      while ((await readLag(url)) > 0) await sleep(20);
    },
    stop: async () => {
      await endChild(server.child);
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
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
