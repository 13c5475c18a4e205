import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { Version } from "../schema/profiles.ts";
import { jsonRows, toIso, toJson, toNumber } from "./raw.ts";

/** What is told of an event that set a trait. */
export type OriginRow = {
  messageId: string;
  type: string;
  name: string;
  library: { name?: unknown; version?: unknown } | null;
  actor: string | null;
};

/**
 * The events behind these versions, of a person and of those merged into theirs: each is one step down the index of a
 * profile's times.
 */
export async function findOrigins(
  db: Database,
  projectId: string,
  profileId: string,
  versions: readonly Version[],
): Promise<OriginRow[]> {
  const wanted = versions.map(([atMs, messageId]) => ({ at: new Date(atMs).toISOString(), messageId }));
  const rows = await db.execute<Record<string, unknown>>(sql`
    select w."messageId" as message_id, e.type, e.name, e.payload->'context'->'library' as library,
      e.enrichment->>'actor' as actor
    from json_to_recordset(${jsonRows(wanted)}) as w(at timestamptz, "messageId" text)
    join profiles a on a.project_id = ${projectId} and (a.id = ${profileId}::uuid or a.merged_into = ${profileId}::uuid)
    cross join lateral (
      select * from events e where e.project_id = ${projectId} and e.profile_id = a.id and e."timestamp" = w.at
        and coalesce(e.message_id, e.id::text) = w."messageId" offset 0) e`);
  return rows.map((row) => ({
    messageId: String(row.message_id),
    type: String(row.type),
    name: String(row.name),
    library: toJson<OriginRow["library"]>(row.library),
    actor: row.actor === null ? null : String(row.actor),
  }));
}

/** Visits among a person's latest `limit` events, the latest first, and how many events were read. */
export async function listVisits(
  db: Database,
  params: { projectId: string; profileId: string; limit: number },
): Promise<{ visits: { sessionId: string; startedAt: string; endedAt: string; events: number }[]; read: number }> {
  const { projectId, profileId, limit } = params;
  const rows = await db.execute<Record<string, unknown>>(sql`
    select session_id, min("timestamp") as started_at, max("timestamp") as ended_at, count(*) as events
    from (
      select page.session_id, page."timestamp" from profiles a cross join lateral (
        select e.session_id, e."timestamp" from events e where e.project_id = ${projectId} and e.profile_id = a.id
        order by e."timestamp" desc limit ${limit}) page
      where a.project_id = ${projectId} and (a.id = ${profileId}::uuid or a.merged_into = ${profileId}::uuid)
      order by page."timestamp" desc limit ${limit}) latest
    group by session_id order by ended_at desc`);
  const all = rows.map((row) => ({
    sessionId: row.session_id === null ? undefined : String(row.session_id),
    startedAt: toIso(row.started_at),
    endedAt: toIso(row.ended_at),
    events: toNumber(row.events),
  }));
  const visits = all.flatMap(({ sessionId, ...visit }) => (sessionId === undefined ? [] : [{ sessionId, ...visit }]));
  return { visits, read: all.reduce((sum, { events }) => sum + events, 0) };
}
