import { randomBytes } from "node:crypto";
import { mkdtemp, open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventLog, LogAppend } from "@rapport/ports/event-log";
import { clusterCpuSeconds, processCpuSeconds } from "@rapport/testkit/bench/cpu-time";
import { startRedis } from "@rapport/testkit/event-log/redis-process";
import { startUpstashFront } from "@rapport/testkit/event-log/upstash-front";
import { Redis } from "ioredis";
import postgres from "postgres";
import type { CommitJob } from "./group-commit.ts";
import { GroupCommit } from "./group-commit.ts";
import { openKafkaEventLog } from "./kafka.ts";
import { createKafkaClient } from "./kafka-client.ts";
import { openLmdbEventLog } from "./lmdb.ts";
import { packValues } from "./pack-values.ts";
import { openPostgresEventLog } from "./postgres.ts";
import { openRedisEventLog } from "./redis.ts";
import { openUpstashEventLog } from "./upstash.ts";

/** What is measured: an event log, or the floor beside it. */
export type BenchSubject = {
  append(entries: LogAppend[]): Promise<unknown>;
  /** Processor time of the engine's own processes so far; 0 for one that works in this process. */
  engineCpuSeconds(): Promise<number>;
  close(): Promise<void>;
};

/** An engine and its floor. */
export type BenchPair = {
  name: string;
  floorName: string;
  open: () => Promise<BenchSubject>;
  openFloor: () => Promise<BenchSubject>;
};

const { DATABASE_URL, KAFKA_BROKERS, KAFKA_PID } = process.env;
const TOKEN = "bench";

/** Every engine that can be had here. */
export function benchPairs(): BenchPair[] {
  const pairs = [lmdbPair()];
  if (DATABASE_URL) pairs.push(postgresPair(DATABASE_URL));
  for (const fsync of ["always", "everysec"]) pairs.push(redisPair(fsync));
  pairs.push(upstashPair());
  if (KAFKA_BROKERS) pairs.push(kafkaPair(KAFKA_BROKERS.split(",")));
  return pairs;
}

function lmdbPair(): BenchPair {
  const inDir = async (open: (dir: string) => Promise<Omit<BenchSubject, "engineCpuSeconds">>) => {
    const dir = await mkdtemp(join(tmpdir(), "event-log-bench-"));
    const subject = await open(dir);
    const close = async () => {
      await subject.close();
      await rm(dir, { recursive: true });
    };
    return { append: subject.append, close, engineCpuSeconds: async () => 0 };
  };
  return {
    name: "lmdb",
    floorName: "a flat file, one writev and one fdatasync per group commit",
    open: () => inDir(async (dir) => subjectOf(await openLmdbEventLog({ dir }))),
    openFloor: () =>
      inDir(async (dir) => {
        const file = await openFile(join(dir, "values"), "a");
        return grouped(
          async (entries) => {
            await file.writev(entries.map(({ value }) => value));
            await file.datasync();
          },
          () => file.close(),
        );
      }),
  };
}

function postgresPair(serverUrl: string): BenchPair {
  const inSchema = async (
    open: (url: string, sql: postgres.Sql) => Promise<Omit<BenchSubject, "engineCpuSeconds">>,
  ) => {
    const schema = `bench_${randomBytes(6).toString("hex")}`;
    const url = new URL(serverUrl);
    url.searchParams.set("search_path", schema);
    const sql = postgres(url.href, { max: 1, onnotice: () => {} });
    await sql.unsafe(`create schema ${schema}`);
    const [row] = await sql`select pg_backend_pid() as pid`;
    const subject = await open(url.href, sql);
    const close = async () => {
      await subject.close();
      await sql.unsafe(`drop schema ${schema} cascade`);
      await sql.end();
    };
    return { append: subject.append, close, engineCpuSeconds: async () => clusterCpuSeconds(Number(row?.pid)) };
  };
  return {
    name: "postgres",
    floorName: "one insert of one bytea row per group commit, synchronous_commit on",
    open: () => inSchema(async (url) => subjectOf(await openPostgresEventLog({ url }))),
    openFloor: () =>
      inSchema(async (_, sql) => {
        await sql.unsafe("create table flat (id bigserial primary key, bytes bytea)");
        await sql.unsafe("alter table flat alter column bytes set storage external");
        return grouped(
          (entries) =>
            sql.unsafe("insert into flat (bytes) values ($1)", [packValues(entries).bytes], { prepare: true }),
          async () => {},
        );
      }),
  };
}

/** A Redis server of its own for one row. */
async function withRedis(
  fsync: string,
  open: (url: string) => Promise<Omit<BenchSubject, "engineCpuSeconds">>,
): Promise<BenchSubject> {
  const server = await startRedis(["--appendonly", "yes", "--appendfsync", fsync]);
  const subject = await open(server.url);
  const close = async () => {
    await subject.close();
    await server.remove();
  };
  return { append: subject.append, close, engineCpuSeconds: async () => processCpuSeconds(server.pid()) };
}

function redisPair(fsync: string): BenchPair {
  return {
    name: `redis-${fsync}`,
    floorName: "one pipeline per group commit with one XADD per value, ids by Redis",
    open: () => withRedis(fsync, async (url) => subjectOf(await openRedisEventLog({ url }))),
    openFloor: () =>
      withRedis(fsync, async (url) => {
        const redis = new Redis(url);
        return grouped(
          (entries) => {
            const pipeline = redis.pipeline();
            for (const { partition, value } of entries)
              pipeline.xadd(`flat:${partition}`, "*", "v", Buffer.from(value));
            return pipeline.exec();
          },
          async () => redis.disconnect(),
        );
      }),
  };
}

function upstashPair(): BenchPair {
  const withFront = (open: (url: string) => Promise<Omit<BenchSubject, "engineCpuSeconds">>) =>
    withRedis("everysec", async (redisUrl) => {
      const front = await startUpstashFront(redisUrl, TOKEN);
      const subject = await open(front.url);
      const close = async () => {
        await subject.close();
        await front.close();
      };
      return { append: subject.append, close };
    });
  return {
    name: "upstash",
    floorName:
      "one POST per group commit that sets one base64 string, through the same front (which runs in this process)",
    open: () => withFront(async (url) => subjectOf(await openUpstashEventLog({ url, token: TOKEN }))),
    openFloor: () =>
      withFront(async (url) => {
        const headers = { authorization: `Bearer ${TOKEN}` };
        const commit = async (entries: readonly LogAppend[]) => {
          const body = JSON.stringify(["SET", "flat", packValues(entries).bytes.toString("base64")]);
          await (await fetch(url, { method: "POST", headers, body })).json();
        };
        return grouped(commit, async () => {});
      }),
  };
}

function kafkaPair(brokers: string[]): BenchPair {
  const onTopic = async (open: (topic: string) => Promise<Omit<BenchSubject, "engineCpuSeconds">>) => {
    // Left on the broker, which is thrown away: deleting 65 partitions would slow the next row.
    const subject = await open(`bench_${randomBytes(6).toString("hex")}`);
    return { ...subject, engineCpuSeconds: async () => processCpuSeconds(Number(KAFKA_PID)) };
  };
  return {
    name: "kafka",
    floorName:
      "the client's own producer, one sendBatch per group commit, not idempotent, acks=1, everything to partition 0",
    open: () => onTopic(async (topic) => subjectOf(await openKafkaEventLog({ brokers, topic }))),
    openFloor: () =>
      onTopic(async (topic) => {
        // The log makes the topic, so that both rows write to the same kind.
        await (await openKafkaEventLog({ brokers, topic })).close();
        const producer = (await createKafkaClient({ brokers })).producer();
        await producer.connect();
        const commit = (entries: readonly LogAppend[]) => {
          const messages = entries.map(({ value }) => ({ partition: 0, value: Buffer.from(value) }));
          return producer.sendBatch({ acks: 1, topicMessages: [{ topic, messages }] });
        };
        return grouped(commit, () => producer.disconnect());
      }),
  };
}

function subjectOf(log: EventLog): Omit<BenchSubject, "engineCpuSeconds"> {
  return { append: (entries) => log.append(entries), close: () => log.close() };
}

/** The group commit of the logs before anything that takes entries. */
function grouped(
  commit: (entries: readonly LogAppend[]) => Promise<unknown>,
  close: () => Promise<void>,
): Omit<BenchSubject, "engineCpuSeconds"> {
  type Job = CommitJob & { entries: LogAppend[] };
  const commits = new GroupCommit<Job>(
    async (jobs) => void (await commit(jobs.flatMap(({ entries }) => entries))),
    4 * 1024 * 1024,
  );
  const append = (entries: LogAppend[]) =>
    new Promise<void>((resolve, reject) => {
      const weight = entries.reduce((sum, { value }) => sum + value.length, 0);
      commits.add({ entries, weight, resolve, reject });
    });
  return { append, close };
}
