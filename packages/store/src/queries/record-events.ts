import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { partitionOf } from "./event-partitions.ts";
import { jsonRows, toNumber } from "./raw.ts";

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
  payload: Record<string, unknown>;
  enrichment: Record<string, unknown>;
};

/** What tells one message from every other of its project. */
export type EventKey = Pick<EventRow, "id" | "day">;

/** An event key as text, for maps and sets. */
export const textOfKey = ({ id, day }: EventKey): string => `${day}/${id}`;

/**
 * Inserts the events that are not stored yet and answers those, by the text of their key, with their sequence numbers.
 * Exact de-duplication among events of one place.
 * Payloads leave the recordset as json and are cast afterwards: 20 % less work for the server than jsonb columns.
 */
export async function insertEvents(
  tx: Database,
  projectId: string,
  rows: readonly EventRow[],
): Promise<Map<string, number>> {
  const inserted = await tx.execute<{ id: string; day: unknown; seq: unknown }>(sql`
    insert into events (project_id, day, id, message_id, type, name, profile_id, anonymous_id, user_id, session_id,
      "timestamp", original_timestamp, sent_at, received_at, payload, enrichment)
    select ${projectId}, r.day, r.id, r.message_id, r.type, r.name, r.profile_id, r.anonymous_id, r.user_id, r.session_id,
      r."timestamp", r.original_timestamp, r.sent_at, r.received_at, r.payload::jsonb, r.enrichment::jsonb
    from json_to_recordset(${jsonRows(rows)}) as r(day int, id uuid, message_id text, type text,
      name text, profile_id uuid, anonymous_id text, user_id text, session_id text, "timestamp" timestamptz,
      original_timestamp timestamptz, sent_at timestamptz, received_at timestamptz, payload json, enrichment json)
    on conflict do nothing
    returning id, day, seq`);
  return new Map(inserted.map(({ id, day, seq }) => [textOfKey({ id, day: toNumber(day) }), toNumber(seq)]));
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
