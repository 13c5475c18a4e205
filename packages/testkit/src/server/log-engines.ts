import { randomBytes } from "node:crypto";
import { startRedis } from "../event-log/redis-process.ts";
import { startUpstashFront } from "../event-log/upstash-front.ts";
import { createFreshDatabase } from "./fresh-database.ts";
import type { SpawnedServer } from "./spawn-server.ts";
import { spawnServer } from "./spawn-server.ts";

/** The product on a log engine that stands apart from its process. */
export type ServerOnLog = {
  server: SpawnedServer;
  /** Kills the engine and starts it again on its files; absent where it is not the test's to kill. */
  restartEngine?: () => Promise<void>;
};

/** One engine that the product's event log can stand on. */
export type LogEngineUnderTest = {
  name: "postgres" | "redis" | "upstash" | "kafka";
  /** What an answer says that it survives. */
  durability: string;
  /** Starts the product on an empty log of this engine. */
  start: () => Promise<ServerOnLog>;
};

/** Addresses of the servers that tests may use. */
export type TestServers = {
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** `host:port,host:port`. */
  kafkaBrokers: string | undefined;
};

/** The log engines that can be had here. The store stands on Postgres where there is one: that starts faster. */
export function logEngines(servers: TestServers): LogEngineUnderTest[] {
  const { databaseUrl, redisUrl, kafkaBrokers } = servers;
  const engines: LogEngineUnderTest[] = [];
  const start = (env: Record<string, string>, cleanUp?: () => Promise<void>) => spawn(databaseUrl, env, cleanUp);
  if (databaseUrl) {
    const startOnPostgres = async () => ({ server: await start({ RAPPORT_EVENT_LOG: "postgres" }) });
    engines.push({ name: "postgres", durability: "disk", start: startOnPostgres });
  }
  // Where there is a test server, its program is there to start another one that may be killed.
  if (redisUrl) {
    engines.push({ name: "redis", durability: "disk", start: () => startOnRedis(start) });
    engines.push({ name: "upstash", durability: "unknown", start: () => startOnUpstash(start) });
  }
  if (kafkaBrokers) {
    const setting = () => `kafka://${kafkaBrokers}/e2e_${randomBytes(6).toString("hex")}`;
    const startOnKafka = async () => ({ server: await start({ RAPPORT_EVENT_LOG: setting() }) });
    engines.push({ name: "kafka", durability: "process", start: startOnKafka });
  }
  return engines;
}

/** What servers that share a log have to have in common; a short lease, as a killed server keeps its partitions so long. */
const SHARED_SETTINGS = {
  RAPPORT_WRITE_KEY: "pk_of_the_fleet",
  RAPPORT_SECRET_KEY: "sk_of_the_fleet",
  RAPPORT_SESSION_SECRET: "a secret of the fleet for its sessions",
  RAPPORT_LEASE_MS: "1000",
};

type Start = (env: Record<string, string>, cleanUp: () => Promise<void>) => Promise<SpawnedServer>;

async function startOnRedis(start: Start): Promise<ServerOnLog> {
  const redis = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
  const server = await start({ RAPPORT_EVENT_LOG: redis.url }, redis.remove);
  const restartEngine = async () => {
    await redis.kill();
    await redis.start();
  };
  return { server, restartEngine };
}

async function startOnUpstash(start: Start): Promise<ServerOnLog> {
  const redis = await startRedis([]);
  const token = randomBytes(16).toString("hex");
  const front = await startUpstashFront(redis.url, token);
  const env = { RAPPORT_EVENT_LOG: front.url, RAPPORT_EVENT_LOG_TOKEN: token };
  const server = await start(env, async () => {
    await front.close();
    await redis.remove();
  });
  return { server };
}

async function spawn(
  databaseUrl: string | undefined,
  env: Record<string, string>,
  cleanUp: (() => Promise<void>) | undefined,
): Promise<SpawnedServer> {
  const database = databaseUrl === undefined ? undefined : await createFreshDatabase(databaseUrl);
  return spawnServer({
    databaseUrl: database?.url,
    env: { ...SHARED_SETTINGS, ...env },
    async cleanUp() {
      await cleanUp?.();
      await database?.drop();
    },
  });
}
