import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { partitionOf } from "./event-partitions.ts";
import { jsonRows, toNumber } from "./raw.ts";
import { SeparatedColumns } from "./separated-columns.ts";

/** One event as it is inserted; times are RFC 3339. */
export type EventRow = {
  id: string;
  /** Place of the event, see `event-partitions.ts`. */
  day: number;
  message_id: string | null;
  type: string;
  name: string;
  profile_id: string;
  anonymous_id: string | null;
  user_id: string | null;
  session_id: string | null;
  timestamp: string;
  original_timestamp: string;
  sent_at: string | null;
  received_at: string;
  /** JSON. */
  payload: string;
  /** JSON. */
  enrichment: string;
};

/** What tells one message from every other of its project. */
export type EventKey = Pick<EventRow, "id" | "day">;

/** An event key as text, for maps and sets. */
export const textOfKey = ({ id, day }: EventKey): string => `${day}/${id}`;

/**
 * Inserts the events that are not stored yet and answers those, by the text of their key, with their sequence numbers.
 * Exact de-duplication among events of one place.
 */
export async function insertEvents(
  tx: Database,
  projectId: string,
  rows: readonly EventRow[],
): Promise<Map<string, number>> {
  // One row of texts: a row for each event costs the driver more than all else about the answer.
  const [inserted] = await tx.execute<{ keys: string | null; seqs: string | null }>(sql`
    with stored as (
      insert into events (project_id, day, id, message_id, type, name, profile_id, anonymous_id, user_id, session_id,
        "timestamp", original_timestamp, sent_at, received_at, payload, enrichment)
      select ${projectId}, r.day::int, r.id::uuid, r.message_id, r.type, r.name, r.profile_id::uuid, r.anonymous_id,
        r.user_id, r.session_id, r."timestamp"::timestamptz, r.original_timestamp::timestamptz, r.sent_at::timestamptz,
        r.received_at::timestamptz, r.payload::jsonb, r.enrichment::jsonb
      from ${separate(rows) ?? describe(rows)}
      on conflict do nothing
      returning id, day, seq)
    select string_agg(day || '/' || id, ',') as keys, string_agg(seq::text, ',') as seqs from stored`);
  const seqs = inserted?.seqs?.split(",") ?? [];
  return new Map(inserted?.keys?.split(",").map((key, i) => [key, toNumber(seqs[i])]));
}

/** The rows as columns of separated values: what nearly every batch can be sent as. */
function separate(rows: readonly EventRow[]): SQL | undefined {
  const table = new SeparatedColumns(rows)
    .addKnown("day", (row) => row.day)
    .addKnown("id", (row) => row.id)
    .addText("message_id", (row) => row.message_id)
    .addKnown("type", (row) => row.type)
    .addText("name", (row) => row.name)
    .addKnown("profile_id", (row) => row.profile_id)
    .addText("anonymous_id", (row) => row.anonymous_id)
    .addText("user_id", (row) => row.user_id)
    .addText("session_id", (row) => row.session_id)
    .addKnown("timestamp", (row) => row.timestamp)
    .addKnown("original_timestamp", (row) => row.original_timestamp)
    .addKnown("sent_at", (row) => row.sent_at)
    .addKnown("received_at", (row) => row.received_at)
    .addKnown("payload", (row) => row.payload)
    .addKnown("enrichment", (row) => row.enrichment)
    .toTable();
  return table && sql`${table} as r`;
}

/** The same rows whatever their texts hold. */
function describe(rows: readonly EventRow[]): SQL {
  return sql`json_to_recordset(${jsonRows(rows)}) as r(day int, id uuid, message_id text, type text,
    name text, profile_id uuid, anonymous_id text, user_id text, session_id text, "timestamp" timestamptz,
    original_timestamp timestamptz, sent_at timestamptz, received_at timestamptz, payload text, enrichment text)`;
}

/**
 * Which of these events are stored already, by the text of their key. Asks the partitions by name: planning a join over
 * all of them costs more than the answer. The limit makes each key one step down the primary key, where a guess about an
 * unanalysed table would read all of a project's rows.
 */
export async function findStoredEvents(
  tx: Database,
  projectId: string,
  keys: readonly EventKey[],
): Promise<Set<string>> {
  const stored = new Set<string>();
  for (const [table, places] of Map.groupBy(keys, ({ day }) => partitionOf(day))) {
    const rows = await tx.execute<{ id: string; day: unknown }>(sql`
      select k.id, k.day from json_to_recordset(${jsonRows(places)}) as k(id uuid, day int)
      cross join lateral (
        select from ${sql.raw(table)} e where e.project_id = ${projectId} and e.day = k.day and e.id = k.id limit 1) found`);
    for (const { id, day } of rows) stored.add(textOfKey({ id, day: toNumber(day) }));
  }
  return stored;
}

/** Gives stored events to another profile. */
export async function relabelEvents(
  tx: Database,
  projectId: string,
  keys: readonly EventKey[],
  profileId: string,
): Promise<void> {
  for (const [table, places] of Map.groupBy(keys, ({ day }) => partitionOf(day))) {
    await tx.execute(sql`
      update ${sql.raw(table)} e set profile_id = ${profileId}::uuid
      from json_to_recordset(${jsonRows(places)}) as k(id uuid, day int)
      where e.project_id = ${projectId} and e.day = k.day and e.id = k.id`);
  }
}
