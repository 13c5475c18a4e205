import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { toNumber } from "@rapport/store/queries/raw";
import { readReadiness } from "../server/api-client.ts";
import { createFreshDatabase } from "../server/fresh-database.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import type { TapeMessage, TapeOptions } from "./message-tape.ts";
import { copiedPlace, messageAt, placeOf } from "./message-tape.ts";

const BATCH = 1_000;
const SENDERS = 4;
const RETRY_PAUSE_MS = 50;
const REQUEST_TIMEOUT_MS = 60_000;
const DAY_MS = 86_400_000;
const STALL_MS = 60_000;

export type ResendsOptions = {
  /** A Postgres server; the run has a database of its own there. */
  databaseUrl: string;
  /** Different messages. */
  messages: number;
  /** Copies among all that is sent, 0 to 1. */
  share: number;
  /** Times the server is killed (-9) and started again. */
  restarts: number;
  /** Days that pass on the server's clock, spread over the restarts. */
  days: number;
  /** Path of libfaketime, which moves the server's clock; without it only the messages' own times pass midnight. */
  faketime: string | undefined;
  seed: number;
  onRestart?: (sent: number) => void;
};

export type ResendsOutcome = {
  messages: number;
  copies: number;
  /** Requests without an answer, because the server was dead: sent again whole, and not counted as copies. */
  unanswered: number;
  stored: number;
  /** Rows of one message beyond its first. */
  doubled: number;
  /** Messages of which there is no row. */
  missing: number;
  /** Events in the counters of all profiles, and in the usage. */
  folded: number;
  metered: number;
  deadLetters: number;
  seconds: number;
};

/** Sends every message at least once and some again, over restarts and midnights, and counts what is stored. */
export async function runResends(options: ResendsOptions): Promise<ResendsOutcome> {
  const startedMs = performance.now();
  const database = await createFreshDatabase(options.databaseUrl);
  const env = clockEnvironment(options);
  const server = await spawnServer({ databaseUrl: database.url, env });
  try {
    const sending = new Sending(options, server);
    for (let restart = 1; restart <= options.restarts + 1; restart++) {
      const part = sending.sendUntil(Math.floor((options.messages * restart) / (options.restarts + 1)));
      if (restart <= options.restarts) await killOnTheWay(sending, server, env, restart, options);
      await part;
    }
    await waitForBacklog(server);
    await server.kill("SIGTERM");
    const counts = await countRows(database.url, options.messages);
    const { copies, unanswered } = sending;
    return {
      messages: options.messages,
      copies,
      unanswered,
      ...counts,
      seconds: (performance.now() - startedMs) / 1_000,
    };
  } finally {
    await server.dispose();
    await database.drop();
  }
}

/** The traffic; goes on through kills, and sends what was not answered again. */
class Sending {
  copies = 0;
  unanswered = 0;
  sent = 0;
  readonly #options: ResendsOptions;
  readonly #tape: TapeOptions;
  readonly #server: SpawnedServer;

  constructor(options: ResendsOptions, server: SpawnedServer) {
    this.#options = options;
    this.#server = server;
    const { messages, days, seed } = options;
    const startMs = Date.now() - 1_000;
    this.#tape = { seed, people: Math.ceil(messages / 50), startMs, perHour: Math.ceil(messages / (days * 24)) };
  }

  async sendUntil(end: number): Promise<void> {
    const work = async () => {
      while (this.sent < end) await this.#send(this.#nextBatch(end));
    };
    await Promise.all(Array.from({ length: SENDERS }, work));
  }

  /** New messages, with copies of earlier ones between them. */
  #nextBatch(end: number): TapeMessage[] {
    const batch: TapeMessage[] = [];
    while (batch.length < BATCH && this.sent < end) {
      batch.push(messageAt(this.sent++, this.#tape));
      if ((this.copies + 1) / (this.sent + this.copies + 1) > this.#options.share) continue;
      batch.push(messageAt(copiedPlace(this.copies++, this.sent, this.#options.seed), this.#tape));
    }
    return batch;
  }

  async #send(batch: readonly TapeMessage[]): Promise<void> {
    const body = JSON.stringify({ batch });
    for (;;) {
      const status = await this.#post(body);
      if (status === 200) return;
      if (status === 0) this.unanswered += 1;
      else if (status !== 503) throw new Error(`A batch was answered ${status}`);
      await sleep(RETRY_PAUSE_MS);
    }
  }

  async #post(body: string): Promise<number> {
    try {
      const answer = await fetch(`${this.#server.url}/v1/batch`, {
        method: "POST",
        headers: { Authorization: `Bearer ${this.#server.report.writeKey}` },
        body,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const text = await answer.text();
      if (answer.status === 200 && !text.includes(`"rejected":[]`))
        throw new TypeError(`A message was refused: ${text}`);
      return answer.status;
    } catch (error) {
      // The server died under the request, or is not there; anything else is a fault of this run.
      if (error instanceof TypeError && error.message.startsWith("A message")) throw error;
      return 0;
    }
  }
}

/** Kills the server when half of the part is on its way, and starts it again with a later clock. */
async function killOnTheWay(
  sending: Sending,
  server: SpawnedServer,
  env: Record<string, string>,
  restart: number,
  options: ResendsOptions,
): Promise<void> {
  const half = Math.floor((options.messages * (restart - 0.5)) / (options.restarts + 1));
  while (sending.sent < half) await sleep(5);
  await server.kill("SIGKILL");
  const passedMs = (options.days * DAY_MS * restart) / (options.restarts + 1);
  if (options.faketime) env.FAKETIME = `+${Math.round(passedMs / 1_000)}`;
  await server.start();
  options.onRestart?.(sending.sent);
}

/** Waits until all that was acknowledged is folded: as long as it takes, as long as it goes on. */
async function waitForBacklog(server: SpawnedServer): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let movedMs = performance.now();
  for (;;) {
    const { ready, lag } = await readReadiness(server);
    if (ready && lag === 0) return;
    if (lag < least) [least, movedMs] = [lag, performance.now()];
    if (performance.now() - movedMs > STALL_MS) throw new Error(`The lag stays at ${lag} for ${STALL_MS} ms`);
    await sleep(100);
  }
}

/** Environment of a server whose clock can be moved from start to start. */
function clockEnvironment({ faketime }: ResendsOptions): Record<string, string> {
  const env: Record<string, string> = { RAPPORT_DEMO: "off", RAPPORT_WRITE_KEY: "pk_of_the_run" };
  if (faketime) Object.assign(env, { LD_PRELOAD: faketime, FAKETIME: "+0", FAKETIME_DONT_FAKE_MONOTONIC: "1" });
  return env;
}

async function countRows(databaseUrl: string, messages: number) {
  const store = await openStore({ dataDir: "", databaseUrl, exclusive: false });
  try {
    const seen = new Uint8Array(messages);
    let stored = 0;
    for (const partition of await partitionsOf(store)) {
      const rows = await store.db.execute<{ id: string }>(
        `select coalesce(message_id, id::text) as id from ${partition}`,
      );
      for (const { id } of rows) {
        const place = placeOf(id);
        seen[place] = Math.min(255, (seen[place] ?? 0) + 1);
      }
      stored += rows.length;
    }
    return {
      stored,
      doubled: seen.reduce((sum, times) => sum + Math.max(0, times - 1), 0),
      missing: seen.reduce((sum, times) => sum + (times === 0 ? 1 : 0), 0),
      folded: await readNumber(store, "select sum(event_count) as n from profiles where merged_into is null"),
      metered: await readNumber(store, "select sum(accepted) as n from usage_daily"),
      deadLetters: await readNumber(store, "select count(*) as n from dead_letters"),
    };
  } finally {
    await store.close();
  }
}

/** Read one by one: ten million rows are too many at once. */
async function partitionsOf(store: Store): Promise<string[]> {
  const rows = await store.db.execute<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass",
  );
  return rows.map(({ name }) => name);
}

async function readNumber(store: Store, statement: string): Promise<number> {
  const [row] = await store.db.execute<{ n: unknown }>(statement);
  return toNumber(row?.n);
}
