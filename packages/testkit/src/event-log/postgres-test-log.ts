import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog, LogRecord } from "@rapport/ports/event-log";
import postgres from "postgres";

/** How soon a process sees what another one has appended. */
const POLL_MS = 10;

/**
 * A plain event log in tables of a Postgres database, for tests of several processes on one log: durable with the commit,
 * one row per value, no tuning. What others have appended shows after a short poll.
 */
export async function openPostgresTestLog(url: string): Promise<EventLog> {
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  await makeTables(sql);
  const listeners = new Set<() => void>();
  let ends = await readEnds(sql);
  async function refresh(): Promise<void> {
    const read = await readEnds(sql);
    const grown = read.some((end, partition) => end > (ends[partition] ?? 0));
    ends = read.map((end, partition) => Math.max(end, ends[partition] ?? 0));
    if (grown) for (const listener of listeners) queueMicrotask(listener);
  }
  let polling: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    polling = polling.then(refresh).catch(() => undefined);
  }, POLL_MS);
  return {
    id: "test-log",
    durability: "disk",
    async append(entries) {
      if (entries.length === 0) return [];
      const offsets = await sql.begin((tx) => append(tx, entries));
      await refresh();
      return offsets;
    },
    read: (partition, from, maxRecords, maxBytes) => read(sql, { partition, from, maxRecords, maxBytes }),
    starts: () => Array.from({ length: PARTITION_COUNT }, () => 0),
    ends: () => [...ends],
    trim: async () => {},
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      clearInterval(timer);
      await polling;
      await sql.end({ timeout: 5 });
    },
  };
}

async function makeTables(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(78)`;
    await tx`create table if not exists test_log_ends (partition int primary key, next bigint not null)`;
    await tx`create table if not exists test_log (partition int, "offset" bigint, value bytea, primary key (partition, "offset"))`;
    await tx`insert into test_log_ends select n, 0 from generate_series(0, ${PARTITION_COUNT - 1}::int) n on conflict do nothing`;
  });
}

async function readEnds(sql: postgres.Sql): Promise<number[]> {
  const rows = await sql`select next from test_log_ends order by partition`;
  return rows.map(({ next }) => Number(next));
}

async function append(
  tx: postgres.TransactionSql,
  entries: readonly { partition: number; value: Uint8Array }[],
): Promise<number[]> {
  const counts = new Map<number, number>();
  for (const { partition } of entries) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  const next = new Map<number, number>();
  // In one order, so that two requests cannot deadlock.
  for (const [partition, count] of [...counts].sort(([a], [b]) => a - b)) {
    const [row] = await tx`
      update test_log_ends set next = next + ${count} where partition = ${partition} returning next - ${count} as first`;
    next.set(partition, Number(row?.first));
  }
  const offsets: number[] = [];
  for (const { partition, value } of entries) {
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    offsets.push(offset);
    await tx`insert into test_log values (${partition}, ${offset}, ${Buffer.from(value)})`;
  }
  return offsets;
}

async function read(
  sql: postgres.Sql,
  range: { partition: number; from: number; maxRecords: number; maxBytes: number },
): Promise<LogRecord[]> {
  const rows = await sql`
    select "offset", value from test_log where partition = ${range.partition} and "offset" >= ${range.from}
    order by "offset" limit ${range.maxRecords}`;
  const records: LogRecord[] = [];
  let bytes = 0;
  for (const { offset, value } of rows) {
    bytes += value.length;
    if (records.length > 0 && bytes > range.maxBytes) break;
    records.push({ partition: range.partition, offset: Number(offset), value: new Uint8Array(value) });
  }
  return records;
}
