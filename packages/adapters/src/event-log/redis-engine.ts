import { randomUUID } from "node:crypto";
import type { Durability } from "@rapport/contracts/durability";
import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogAppend, LogRecord } from "@rapport/ports/event-log";
import type { RedisScript } from "./redis-scripts.ts";
import { APPEND, BOUNDS, READ, TRIM } from "./redis-scripts.ts";
import type { LogBounds, LogEngine, ReadLimits } from "./shared-log.ts";

/** What the log needs of a Redis, by whatever protocol it is reached. */
export type RedisCommands = {
  /** Runs a script once. Never again after a lost answer: it might have run. */
  run(script: RedisScript, keys: readonly string[], args: readonly (string | Uint8Array)[]): Promise<unknown>;
  /** The form in which a value is sent and stored. */
  encodeValue(value: Uint8Array): string | Uint8Array;
  /** The value in a script's answer. */
  decodeValue(stored: unknown): Uint8Array;
  /** Calls `listener` with what is published on a channel from now on, if the protocol can. */
  listen?(channel: string, listener: (message: string) => void): Promise<void>;
  close(): Promise<void>;
};

export type RedisEngineOptions = {
  commands: RedisCommands;
  /** Begins every key of the log. */
  prefix: string;
  place: string;
  durability: Durability;
  commitBytes: number;
  pollMs: LogEngine["pollMs"];
  /** Told what nobody can answer for: a Redis that may have lost answered events. */
  warn: (message: string) => void;
};

/** An event log on Redis Streams: one stream per partition, and one script per group commit. */
export async function openRedisEngine(options: RedisEngineOptions): Promise<LogEngine> {
  const { commands, durability, place, commitBytes, pollMs } = options;
  const log = new RedisLog(options);
  return {
    id: await log.readId(),
    durability,
    place,
    commitBytes,
    pollMs,
    commit: (entries, ends) => log.commit(entries, ends),
    read: (partition, from, end, limits) => log.read(partition, from, end, limits),
    trim: (partition, before) => log.trim(partition, before),
    readBounds: () => log.readBounds(),
    ...(commands.listen === undefined ? {} : { follow: (onEnds) => log.follow(onEnds) }),
    close: () => commands.close(),
  };
}

class RedisLog {
  readonly #options: RedisEngineOptions;
  readonly #keys: readonly string[];
  readonly #channel: string;

  constructor(options: RedisEngineOptions) {
    this.#options = options;
    // The part in braces decides the slot in a Redis Cluster: a script's keys must share one.
    const prefix = `{${options.prefix}}`;
    this.#keys = [`${prefix}:facts`, `${prefix}:starts`, `${prefix}:ends`];
    this.#channel = `${prefix}:appended`;
  }

  async readId(): Promise<string> {
    const [id] = await this.#askBounds();
    return toText(id);
  }

  async readBounds(): Promise<LogBounds> {
    const [, , starts, ends] = await this.#askBounds();
    return { starts: toNumbers(starts), ends: toNumbers(ends) };
  }

  async commit(entries: readonly LogAppend[], ends: readonly number[]): Promise<number[]> {
    const { commands } = this.#options;
    const partitions = Map.groupBy(entries, ({ partition }) => partition);
    const args: (string | Uint8Array)[] = [this.#channel];
    for (const [partition, values] of partitions) {
      args.push(`${partition}`, `${ends[partition] ?? 0}`, `${values.length}`);
      for (const { value } of values) args.push(commands.encodeValue(value));
    }
    const keys = [...this.#keys, ...[...partitions.keys()].map((partition) => this.#streamOf(partition))];
    const [moved, ...firsts] = toList(await commands.run(APPEND, keys, args));
    this.#warnIfMoved(moved);
    const next = new Map([...partitions.keys()].map((partition, place) => [partition, Number(firsts[place])]));
    return entries.map(({ partition }) => {
      const offset = next.get(partition) ?? Number.NaN;
      next.set(partition, offset + 1);
      return offset;
    });
  }

  async read(partition: number, from: number, end: number, limits: ReadLimits): Promise<LogRecord[]> {
    const { commands } = this.#options;
    const args = [`${from}`, `${end}`, `${limits.maxRecords}`, `${limits.maxBytes}`];
    const answer = toList(await commands.run(READ, [...this.#keys, this.#streamOf(partition)], args));
    const records: LogRecord[] = [];
    for (let place = 0; place < answer.length; place += 2) {
      const offset = Number(toText(answer[place]));
      records.push({ partition, offset, value: commands.decodeValue(answer[place + 1]) });
    }
    return records;
  }

  async trim(partition: number, before: number): Promise<void> {
    const keys = [...this.#keys, this.#streamOf(partition)];
    await this.#options.commands.run(TRIM, keys, [`${partition}`, `${before}`]);
  }

  async follow(onEnds: (ends: ReadonlyMap<number, number>) => void): Promise<void> {
    await this.#options.commands.listen?.(this.#channel, (message) => {
      const numbers = message.split(" ").map(Number);
      const ends = new Map<number, number>();
      for (let place = 0; place + 1 < numbers.length; place += 2)
        ends.set(numbers[place] ?? 0, numbers[place + 1] ?? 0);
      onEnds(ends);
    });
  }

  async #askBounds(): Promise<unknown[]> {
    const answer = toList(await this.#options.commands.run(BOUNDS, this.#keys, [randomUUID()]));
    this.#warnIfMoved(answer[1]);
    return answer;
  }

  #warnIfMoved(moved: unknown): void {
    if (Number(moved) !== 1) return;
    const { place, durability, warn } = this.#options;
    warn(
      `${place} was started anew or replaced; events that it had answered for but not kept are lost (${durability})`,
    );
  }

  #streamOf(partition: number): string {
    return `{${this.#options.prefix}}:${partition}`;
  }
}

function toList(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new RapportError("unavailable", `Redis answered ${typeof answer} where a list was due`);
}

function toText(answer: unknown): string {
  return answer instanceof Uint8Array ? Buffer.from(answer).toString() : String(answer);
}

/** A hash from partitions to numbers, as Redis lists it, as one number per partition. */
function toNumbers(hash: unknown): number[] {
  const numbers = new Array<number>(PARTITION_COUNT).fill(0);
  const pairs = toList(hash).map(toText);
  for (let place = 0; place < pairs.length; place += 2) numbers[Number(pairs[place])] = Number(pairs[place + 1]);
  return numbers;
}
