import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openCuttableLine } from "@rapport/testkit/event-log/cuttable-line";
import type { RedisProcess } from "@rapport/testkit/event-log/redis-process";
import { startRedis } from "@rapport/testkit/event-log/redis-process";
import { Redis } from "ioredis";
import { afterEach, describe, expect, test } from "vitest";
import { openRedisEventLog } from "./redis.ts";

const serverUrl = process.env.REDIS_URL;

describe.runIf(serverUrl)("redis", () => {
  eventLogConformance("redis", createFixture, { shared: true });
});

/** A prefix of its own on the server. */
async function createFixture() {
  const url = new URL(serverUrl ?? "");
  const prefix = `log_${randomBytes(6).toString("hex")}`;
  const closings: (() => Promise<void>)[] = [];
  return {
    open: () => openRedisEventLog({ url: url.href, prefix }),
    async openOverLine() {
      const line = await openCuttableLine({ host: url.hostname, port: Number(url.port) });
      closings.push(line.close);
      const over = new URL(url);
      over.host = `127.0.0.1:${line.port}`;
      return { log: await openRedisEventLog({ url: over.href, prefix }), ...line };
    },
    async remove() {
      for (const close of closings) await close();
      const redis = new Redis(url.href);
      const keys = await redis.keys(`{${prefix}}*`);
      if (keys.length > 0) await redis.unlink(keys);
      redis.disconnect();
    },
  };
}

describe.runIf(serverUrl)("what an answer of redis survives", () => {
  const started: RedisProcess[] = [];
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
    for (const redis of started.splice(0)) await redis.remove();
  });
  const start = async (...settings: string[]) => {
    const redis = await startRedis(settings);
    started.push(redis);
    return redis;
  };
  const open = async (url: string, warn?: (message: string) => unknown) => {
    const log = await openRedisEventLog(warn === undefined ? { url } : { url, warn });
    closings.push(() => log.close());
    return log;
  };
  const value = Buffer.from("value");

  test("is read from the server's settings, and unknown where they are not told", async () => {
    const redis = await start("--appendonly", "yes", "--appendfsync", "always");
    const admin = new Redis(redis.url);
    closings.push(async () => admin.disconnect());
    await admin.call("ACL", "SETUSER", "guest", "on", "nopass", "~*", "&*", "+@all", "-config");
    expect((await open(redis.url)).durability).toBe("disk");
    expect((await open(redis.url.replace("//", "//guest:any@"))).durability).toBe("unknown");
    await admin.config("SET", "appendfsync", "everysec");
    expect((await open(redis.url)).durability).toBe("second");
    await admin.config("SET", "appendfsync", "no");
    expect((await open(redis.url)).durability).toBe("process");
    await admin.config("SET", "appendonly", "no");
    expect((await open(redis.url)).durability).toBe("memory");
  });

  test("a server that may evict any key is refused, and the error names the setting", async () => {
    const { url } = await start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
    await expect(openRedisEventLog({ url })).rejects.toThrow(
      /maxmemory-policy allkeys-lru.*Set maxmemory-policy to noeviction/,
    );
  });

  test("with appendfsync always, everything that was answered is there after kill -9 of the server", async () => {
    const redis = await start("--appendonly", "yes", "--appendfsync", "always");
    const log = await open(redis.url);
    const answered: string[] = [];
    let running = true;
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let call = 0; running; call += 1) {
        const text = `${caller}-${call}`;
        const offsets = await log.append([{ partition: caller, value: Buffer.from(text) }]).catch(() => undefined);
        if (offsets === undefined) await sleep(10);
        else answered.push(`${caller}/${offsets[0]}=${text}`);
      }
    });
    for (let kill = 0; kill < 3; kill += 1) {
      const before = answered.length;
      while (answered.length < before + 50) await sleep(5);
      await redis.kill();
      await redis.start();
    }
    running = false;
    await Promise.all(callers);
    const other = await open(redis.url);
    const stored = new Set<string>();
    for (let partition = 0; partition < 8; partition += 1) {
      for (const record of await other.read(partition, 0, 1_000_000, 2 ** 30)) {
        stored.add(`${partition}/${record.offset}=${Buffer.from(record.value)}`);
      }
    }
    expect(answered.filter((text) => !stored.has(text))).toEqual([]);
  });

  test("a server that came back without its last values never gives their offsets again, and a warning says so", async () => {
    const redis = await start("--appendonly", "yes");
    const admin = new Redis(redis.url);
    // The server is killed under it on purpose.
    admin.on("error", () => {});
    closings.push(async () => admin.disconnect());
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const first = await open(redis.url, warn);
    await first.append(["a", "b", "c"].map((text) => ({ partition: 0, value: Buffer.from(text) })));
    const kept = (await admin.dumpBuffer("{rapport:log}:0")) ?? Buffer.alloc(0);
    await first.append([
      { partition: 0, value },
      { partition: 0, value },
    ]);
    expect(first.ends()[0]).toBe(5);
    // The state of a second ago, as after a power cut; the server that comes up from it has another run id.
    await admin.multi().restore("{rapport:log}:0", 0, kept, "REPLACE").hset("{rapport:log}:ends", "0", 3).exec();
    await redis.kill();
    await redis.start();
    const second = await open(redis.url, warn);
    // Whichever log meets the new server first says so; the first one has a connection to make again.
    expect(warnings).toEqual([expect.stringMatching(/started anew or replaced; events .* are lost \(second\)/)]);
    const [offset] = await second.append([{ partition: 0, value }]);
    expect(offset).toBeGreaterThanOrEqual(5);
    expect((await second.read(0, 0, 10, 1_000)).map((record) => record.offset)).toEqual([0, 1, 2, offset]);
    expect((await second.read(0, 3, 10, 1_000)).map((record) => record.offset)).toEqual([offset]);
    expect(await second.append([{ partition: 1, value }])).toEqual([0]);
  });
});
