import { createHash } from "node:crypto";
import type { EventLog } from "@rapport/ports/event-log";
import { Redis } from "@upstash/redis";
import { toEngineError } from "./engine-error.ts";
import type { RedisCommands } from "./redis-engine.ts";
import { openRedisEngine } from "./redis-engine.ts";
import type { RedisScript } from "./redis-scripts.ts";
import { openSharedEventLog } from "./shared-log.ts";

/** Bytes of values in one request: as base64 inside JSON well below the 10 MB that a request may have. */
const COMMIT_BYTES = 2 * 1024 * 1024;
/** Looks cost a command each: many while events come, few in the quiet. */
const POLL_MS = { busy: 50, quiet: 1_000 };
const QUIET_AFTER_MS = 5_000;

export type UpstashLogOptions = {
  /** REST address of the database. */
  url: string;
  token: string;
  /** Begins every key, so that one database can hold several logs. */
  prefix?: string;
  /** Told when the server may have lost answered events. */
  warn?: (message: string) => void;
};

/**
 * Opens the event log on a Redis that is reached by Upstash's REST protocol. Values are stored as base64, because the
 * protocol carries text; other processes' values are found by polling. A request whose answer was lost is not sent again.
 *
 * @throws RapportError `unavailable` when the database cannot be reached or refuses the token
 */
export async function openUpstashEventLog(options: UpstashLogOptions): Promise<EventLog> {
  const redis = new Redis({
    url: options.url,
    token: options.token,
    automaticDeserialization: false,
    enableTelemetry: false,
    readYourWrites: true,
    // Sent again after a lost answer, an append would stand in the log twice. (`retry: false` still tries a second time.)
    retry: { retries: 0 },
  });
  const place = `Upstash Redis (${new URL(options.url).host})`;
  const opening = openRedisEngine({
    commands: commandsOf(redis),
    prefix: options.prefix ?? "rapport:log",
    place,
    // The protocol does not tell how the database keeps what it answers for.
    durability: "unknown",
    commitBytes: COMMIT_BYTES,
    pollMs: (sinceGrowthMs) => (sinceGrowthMs > QUIET_AFTER_MS ? POLL_MS.quiet : POLL_MS.busy),
    warn: options.warn ?? (() => {}),
  });
  const engine = await opening.catch((cause: unknown) => {
    throw toEngineError(place, "cannot be opened", cause);
  });
  return openSharedEventLog(engine);
}

function commandsOf(redis: Redis): RedisCommands {
  return {
    run: (script, keys, args) => runScript(redis, script, [...keys], args.map(toText)).catch(rethrowWithoutCommand),
    encodeValue: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
    decodeValue: (stored) => new Uint8Array(Buffer.from(String(stored), "base64")),
    close: async () => {},
  };
}

async function runScript(redis: Redis, script: RedisScript, keys: string[], args: string[]): Promise<unknown> {
  const hash = createHash("sha1").update(script.text).digest("hex");
  try {
    return await redis.evalsha(hash, keys, args);
  } catch (error) {
    // The only refusal after which nothing has run.
    if (!(error instanceof Error) || !error.message.includes("NOSCRIPT")) throw error;
    return redis.eval(script.text, keys, args);
  }
}

/** The client's errors repeat the whole command: events of people have no place in logs. */
function rethrowWithoutCommand(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw new Error(message.split(", command was:")[0]);
}

/** Only values are bytes, and those are text once they are encoded. */
function toText(arg: string | Uint8Array): string {
  return typeof arg === "string" ? arg : Buffer.from(arg).toString();
}
