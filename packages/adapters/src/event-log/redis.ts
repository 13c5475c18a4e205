import { createHash } from "node:crypto";
import type { Durability } from "@rapport/contracts/durability";
import { RapportError } from "@rapport/contracts/errors";
import type { EventLog } from "@rapport/ports/event-log";
import { Redis } from "ioredis";
import { toEngineError } from "./engine-error.ts";
import type { RedisCommands } from "./redis-engine.ts";
import { openRedisEngine } from "./redis-engine.ts";
import type { RedisScript } from "./redis-scripts.ts";
import { openSharedEventLog } from "./shared-log.ts";

/** Bytes of values in one script call: Redis does nothing else while it runs. */
const COMMIT_BYTES = 4 * 1024 * 1024;
/** Publications tell of appends within a millisecond; polling finds what a broken subscription missed. */
const POLL_MS = 500;
const CONNECT_MS = 10_000;

export type RedisLogOptions = {
  /** `redis://` or `rediss://` address, with user, password and database if needed. */
  url: string;
  /** Begins every key, so that one Redis can hold several logs. */
  prefix?: string;
  /** Told when the server may have lost answered events. */
  warn?: (message: string) => void;
};

/**
 * Opens the event log on Redis Streams, reached by TCP. An answer is as durable as the server's settings make it, which are
 * read here: see `durability`. A connection that breaks is made anew; a command whose answer was lost is never sent again.
 *
 * @throws RapportError `unavailable` when the server cannot be reached, or may evict the log's keys when memory is short
 */
export async function openRedisEventLog(options: RedisLogOptions): Promise<EventLog> {
  const redis = connect(options.url);
  const { host, port } = redis.options;
  const place = `Redis (${host}:${port})`;
  try {
    await redis.connect();
    const engine = await openRedisEngine({
      commands: commandsOf(redis),
      prefix: options.prefix ?? "rapport:log",
      place,
      durability: await readDurability(redis, place),
      commitBytes: COMMIT_BYTES,
      pollMs: () => POLL_MS,
      warn: options.warn ?? (() => {}),
    });
    return await openSharedEventLog(engine);
  } catch (cause) {
    redis.disconnect();
    throw toEngineError(place, "cannot be opened", cause);
  }
}

function connect(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: "rapport-log",
    connectTimeout: CONNECT_MS,
    // Sent again after a lost answer, an append would stand in the log twice.
    autoResendUnfulfilledCommands: false,
    // While the server is away, callers are told so at once instead of waiting in a queue.
    enableOfflineQueue: false,
    // What was under way when a connection broke is rejected then, not kept for the next one.
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(20 * 2 ** times, 1_000),
    keepAlive: 10_000,
  });
  // Every command that fails says so to its caller; without a listener the same error would be printed as well.
  redis.on("error", () => {});
  return redis;
}

function commandsOf(redis: Redis): RedisCommands {
  let subscriber: Redis | undefined;
  return {
    run: (script, keys, args) => runScript(redis, script, [keys.length, ...keys, ...args.map(toArgument)]),
    encodeValue: (value) => value,
    // as: `callBuffer` answers every string as bytes
    decodeValue: (stored) => new Uint8Array(stored as Buffer),
    async listen(channel, listener) {
      subscriber = redis.duplicate();
      subscriber.on("error", () => {});
      subscriber.on("message", (_, message) => listener(message));
      await subscriber.connect();
      await subscriber.subscribe(channel);
    },
    async close() {
      subscriber?.disconnect();
      redis.disconnect();
    },
  };
}

const hashes = new WeakMap<RedisScript, string>();

/** Names the script by its hash, and sends its text only to a server that does not know it, which has run nothing then. */
async function runScript(redis: Redis, script: RedisScript, args: (string | number | Buffer)[]): Promise<unknown> {
  const hash = hashes.get(script) ?? createHash("sha1").update(script.text).digest("hex");
  hashes.set(script, hash);
  try {
    return await redis.callBuffer("EVALSHA", hash, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return redis.callBuffer("EVAL", script.text, ...args);
  }
}

function toArgument(arg: string | Uint8Array): string | Buffer {
  return typeof arg === "string" ? arg : Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength);
}

/** What the server's settings promise. Hosted ones often refuse to tell. */
async function readDurability(redis: Redis, place: string): Promise<Durability> {
  const settings = await readSettings(redis);
  if (settings === undefined) return "unknown";
  const policy = settings.get("maxmemory-policy") ?? "noeviction";
  if (policy.startsWith("allkeys") && settings.get("maxmemory") !== "0") {
    throw new RapportError(
      "unavailable",
      `${place} may evict any key when memory is short (maxmemory-policy ${policy}), and with it answered events. ` +
        "Set maxmemory-policy to noeviction or a volatile policy, or use another Redis for RAPPORT_EVENT_LOG",
    );
  }
  if (settings.get("appendonly") !== "yes") return "memory";
  switch (settings.get("appendfsync")) {
    case "always":
      return "disk";
    case "everysec":
      return "second";
    default:
      return "process";
  }
}

async function readSettings(redis: Redis): Promise<Map<string, string> | undefined> {
  const settings = new Map<string, string>();
  try {
    for (const pattern of ["append*", "maxmemory*"]) {
      const answer = await redis.config("GET", pattern);
      // as: CONFIG GET answers names and values in turn
      const pairs = answer as string[];
      for (let place = 0; place < pairs.length; place += 2) settings.set(pairs[place] ?? "", pairs[place + 1] ?? "");
    }
  } catch {
    // No CONFIG here, or not for this user.
  }
  return settings.size === 0 ? undefined : settings;
}
