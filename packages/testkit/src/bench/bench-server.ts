import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { readStartSettings } from "../server/start-settings.ts";
import { clusterCpuSeconds, processCpuSeconds, residentMiB } from "./cpu-time.ts";
import { endChild, runChild } from "./run-child.ts";

const CLI = fileURLToPath(new URL("../../../server/dist/cli.js", import.meta.url));

/** The built product on an empty data directory, and on a database of its own where there is a Postgres server. */
export type BenchServer = {
  readonly url: string;
  /** Addresses of all servers on the same database; the first is `url`. */
  readonly urls: string[];
  /** Its secret key. */
  key: string;
  dataDir: string;
  /** Its database; undefined on the embedded engine. */
  databaseUrl: string | undefined;
  /** Processor seconds of the server processes and, with a database URL, of the whole Postgres cluster. */
  cpuSeconds: () => number;
  /** The same of the server processes alone. */
  ownCpuSeconds: () => number;
  residentMiB: () => number;
  /** Waits until every event is stored and folded. */
  settle: () => Promise<void>;
  /** Ends the servers and starts them again on the same data; addresses change. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** What servers on one database must agree on. */
const SHARED = {
  RAPPORT_EVENT_LOG: "postgres",
  RAPPORT_WRITE_KEY: "pk_of_the_bench",
  RAPPORT_SECRET_KEY: "sk_of_the_bench",
  RAPPORT_SESSION_SECRET: "secret of the bench, 32 bytes and more",
};

/** Starts the built product for a bench, with arguments for Node before it; several servers need a Postgres server. */
export async function startBenchServer(
  databaseUrl: string | undefined,
  nodeArgs: readonly string[] = [],
  count = 1,
): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-bench-"));
  const database = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl);
  const settings = readStartSettings(databaseUrl);
  const servers: Awaited<ReturnType<typeof runChild>>[] = [];
  const start = async () => {
    for (let number = 0; number < count; number++) {
      const server = await runChild([...settings.args, ...nodeArgs, CLI, "start", "--json"], {
        ...settings.env,
        ...(count > 1 && { ...SHARED, RAPPORT_BLOBS: join(dataDir, "blobs") }),
        RAPPORT_DATA_DIR: number === 0 ? dataDir : join(dataDir, `server-${number}`),
        RAPPORT_PORT: "0",
        DATABASE_URL: database?.url ?? "",
      });
      servers.push(server);
    }
  };
  await start();
  const originOf = ({ line }: Awaited<ReturnType<typeof runChild>>) => new URL(String(line.console)).origin;
  const key = String(servers[0]?.line.secretKey);
  const ownCpuSeconds = () => sum(servers.map(({ pid }) => processCpuSeconds(pid)));
  const urls = () => servers.map(originOf);
  const url = () => urls()[0] ?? "";
  return {
    get url() {
      return url();
    },
    get urls() {
      return urls();
    },
    key,
    dataDir,
    databaseUrl: database?.url,
    cpuSeconds: () => ownCpuSeconds() + (database?.cpuSeconds() ?? 0),
    ownCpuSeconds,
    residentMiB: () => sum(servers.map(({ pid }) => residentMiB(pid))),
    settle: async () => {
      while ((await readLag(url())) > 0) await sleep(20);
    },
    restart: async () => {
      await Promise.all(servers.splice(0).map(({ child }) => endChild(child)));
      await start();
    },
    stop: async () => {
      await Promise.all(servers.map(({ child }) => endChild(child)));
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
