import { randomUUID } from "node:crypto";
import type { Durability } from "@rapport/contracts/durability";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog, LogAppend, LogRecord } from "@rapport/ports/event-log";
import postgres from "postgres";
import { toEngineError } from "./engine-error.ts";
import { packValues, unpackValues } from "./pack-values.ts";
import { COMMIT, CREATE, CREATE_HEAD, DELETE_FORGOTTEN, MOVE_START, READ, READ_HEAD } from "./postgres-statements.ts";
import type { LogBounds, ReadLimits } from "./shared-log.ts";
import { openSharedEventLog } from "./shared-log.ts";

/** Bytes of values in one row: they cross the wire as text of twice the length. */
const COMMIT_BYTES = 4 * 1024 * 1024;
const POLL_MS = 25;
/** One connection commits, the others read and poll meanwhile. */
const MAX_CONNECTIONS = 3;
/** Rows that one statement may delete, so that it takes no longer than other statements. */
const DELETE_ROWS = 2_000;
/** Rows that one statement may read. */
const READ_ROWS = 500;
/** Any constant works, so long as every process uses the same and no other lock does. */
const CREATE_LOCK = 7_210_936;

/**
 * Opens the event log in two tables of a Postgres database, and makes them if there are none.
 *
 * One row per group commit holds the values of all its callers. Its offsets come from one row that the same statement
 * updates, so commits of all processes stand in one order, and what is visible has no gaps. An answer means that Postgres
 * has committed with `synchronous_commit` on, whatever the server's default is.
 *
 * @throws RapportError `unavailable` when the database cannot be reached
 */
export async function openPostgresEventLog(options: { url: string }): Promise<EventLog> {
  const sql = postgres(options.url, {
    max: MAX_CONNECTIONS,
    onnotice: () => {},
    fetch_types: false,
    connection: { application_name: "rapport-log", statement_timeout: 60_000 },
  });
  const { hostname, pathname } = new URL(options.url);
  const place = `Postgres (${hostname}${pathname})`;
  return openSharedEventLog(await openEngine(sql, place));
}

async function openEngine(sql: postgres.Sql, place: string) {
  try {
    await createTables(sql);
    const [head] = await sql.unsafe(READ_HEAD);
    const { durability, commitMode } = await readDurability(sql);
    return {
      id: String(head?.id),
      durability,
      place,
      commitBytes: COMMIT_BYTES,
      pollMs: () => POLL_MS,
      commit: (entries: readonly LogAppend[]) => commit(sql, entries, commitMode),
      read: (partition: number, from: number, end: number, limits: ReadLimits) =>
        read(sql, { partition, from, end }, limits),
      trim: (partition: number, before: number) => trim(sql, partition, before),
      readBounds: () => readBounds(sql),
      // Appends have ended by now; a connection that was cut would be waited for in vain.
      close: () => sql.end({ timeout: 1 }),
    };
  } catch (cause) {
    await sql.end({ timeout: 1 });
    throw toEngineError(place, "cannot be opened", cause);
  }
}

async function createTables(sql: postgres.Sql): Promise<void> {
  // Statements on a table that is there would wait for other processes' appends, and these for them.
  const [row] = await sql.unsafe("select to_regclass('event_log_head') is not null as made");
  if (row?.made === true) return;
  await sql.begin(async (tx) => {
    await tx.unsafe("select pg_advisory_xact_lock($1)", [CREATE_LOCK]);
    for (const statement of CREATE) await tx.unsafe(statement);
    await tx.unsafe(CREATE_HEAD, [randomUUID(), PARTITION_COUNT]);
  });
}

/** What a commit survives here, and the mode that makes it so: never less than the local disk. */
async function readDurability(sql: postgres.Sql): Promise<{ durability: Durability; commitMode: string }> {
  const [row] = await sql.unsafe(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as mode,
      current_setting('synchronous_standby_names') as standbys`,
  );
  const commitMode = row?.mode === "remote_apply" ? "remote_apply" : "on";
  if (row?.fsync !== "on") return { durability: "process", commitMode };
  return { durability: row.standbys === "" ? "disk" : "replicated", commitMode };
}

async function commit(sql: postgres.Sql, entries: readonly LogAppend[], commitMode: string): Promise<number[]> {
  const { partitions, counts, sizes, bytes } = packValues(entries);
  const grown = new Array<number>(PARTITION_COUNT).fill(0);
  for (const [place, partition] of partitions.entries()) grown[partition] = counts[place] ?? 0;
  const parameters = [arrayText(grown), arrayText(partitions), arrayText(counts), arrayText(sizes), bytes, commitMode];
  const [row] = await sql.unsafe(COMMIT, parameters, { prepare: true });
  const next = readArray(row?.ends).map((end, partition) => end - (grown[partition] ?? 0));
  return entries.map(({ partition }) => {
    const offset = next[partition] ?? 0;
    next[partition] = offset + 1;
    return offset;
  });
}

type Range = { partition: number; from: number; end: number };

async function read(sql: postgres.Sql, { partition, from, end }: Range, limits: ReadLimits): Promise<LogRecord[]> {
  const rows = await sql.unsafe(READ, [partition, from, READ_ROWS, limits.maxBytes], { prepare: true });
  const records: LogRecord[] = [];
  for (const row of rows) {
    const values = unpackValues(row.bytes);
    const first = Number(row.end) - values.length;
    for (const [place, value] of values.entries()) {
      const offset = first + place;
      if (offset >= from && offset < end) records.push({ partition, offset, value });
    }
  }
  return records;
}

async function trim(sql: postgres.Sql, partition: number, before: number): Promise<void> {
  await sql.unsafe(MOVE_START, [partition + 1, before], { prepare: true });
  for (;;) {
    const deleted = await sql.unsafe(DELETE_FORGOTTEN, [DELETE_ROWS], { prepare: true });
    if (deleted.count < DELETE_ROWS) return;
  }
}

async function readBounds(sql: postgres.Sql): Promise<LogBounds> {
  const [row] = await sql.unsafe(READ_HEAD, [], { prepare: true });
  return { starts: readArray(row?.starts), ends: readArray(row?.ends) };
}

/** Arrays cross the wire as text of our own making, so that no type has to be looked up at the start. */
function arrayText(numbers: readonly number[]): string {
  return `{${numbers.join(",")}}`;
}

function readArray(text: unknown): number[] {
  return String(text).split(",").map(Number);
}
