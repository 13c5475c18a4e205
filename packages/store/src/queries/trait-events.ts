import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toIso, toJson, toNumber } from "./raw.ts";

/** What a computed trait reads of a stored event; times are RFC 3339. */
export type TraitEventRow = {
  seq: number;
  /** The living profile that it belongs to now. */
  root: string;
  /** The profile that it was stored for. */
  profileId: string;
  name: string;
  messageId: string;
  timestamp: string;
  receivedAt: string;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
};

/** Number that ends the next page of a project's events; undefined when there are none up to `throughSeq`. */
export async function findPageEnd(
  tx: Database,
  params: { projectId: string; afterSeq: number; throughSeq: number; limit: number },
): Promise<number | undefined> {
  const { projectId, afterSeq, throughSeq, limit } = params;
  const [row] = await tx.execute<{ seq: unknown }>(sql`
    select max(seq) as seq from (
      select seq from events where project_id = ${projectId} and seq > ${afterSeq} and seq <= ${throughSeq}
      order by seq limit ${limit}) page`);
  return row?.seq === null || row?.seq === undefined ? undefined : toNumber(row.seq);
}

/** Events of these names after `afterSeq` up to `throughSeq`, with whose they are now. */
export async function readTraitEvents(
  tx: Database,
  params: { projectId: string; afterSeq: number; throughSeq: number; names: readonly string[] },
): Promise<TraitEventRow[]> {
  const { projectId, afterSeq, throughSeq, names } = params;
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select ${COLUMNS}, coalesce(p.merged_into, e.profile_id) as root from events e
    left join profiles p on p.project_id = e.project_id and p.id = e.profile_id
    where e.project_id = ${projectId} and e.seq > ${afterSeq} and e.seq <= ${throughSeq}
      and e.name in (select value from json_array_elements_text(${jsonRows(names)}))`);
  return rows.map(fromRow);
}

/** One person's latest events of these names, those of profiles merged into theirs included. */
export async function readTraitEventsOf(
  db: Database,
  params: {
    projectId: string;
    profileId: string;
    names: readonly string[];
    limit: number;
    before?: { timestamp: string; seq: number } | undefined;
  },
): Promise<TraitEventRow[]> {
  const { projectId, profileId, names, limit, before } = params;
  const earlier = before
    ? sql`and (e."timestamp", e.seq) < (${before.timestamp}::timestamptz, ${before.seq}::bigint)`
    : sql``;
  const rows = await db.execute<Record<string, unknown>>(sql`
    select page.* from profiles a cross join lateral (
      select ${COLUMNS}, ${profileId}::uuid as root from events e
      where e.project_id = ${projectId} and e.profile_id = a.id ${earlier}
        and e.name in (select value from json_array_elements_text(${jsonRows(names)}))
      order by e."timestamp" desc, e.seq desc limit ${limit}) page
    where a.project_id = ${projectId} and (a.id = ${profileId}::uuid or a.merged_into = ${profileId}::uuid)
    order by page."timestamp" desc, page.seq desc limit ${limit}`);
  return rows.map(fromRow);
}

const COLUMNS: SQL = sql`e.seq, e.profile_id, e.name, coalesce(e.message_id, e.id::text) as message_id, e."timestamp",
  e.received_at, e.payload->'properties' as properties, e.payload->'context' as context`;

/**
 * Locks profiles against everybody who folds events into them, in id order, and answers where each leads. Those without
 * a row lead to themselves.
 */
export async function lockRoots(tx: Database, projectId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.execute<{ id: string; root: string }>(sql`
    select p.id, coalesce(p.merged_into, p.id) as root
    from (select k.id::uuid as id from json_array_elements_text(${jsonRows(ids)}) as k(id) order by 1) k
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id for no key update) p`);
  return new Map(rows.map(({ id, root }) => [id, root]));
}

function fromRow(row: Record<string, unknown>): TraitEventRow {
  return {
    seq: toNumber(row.seq),
    root: String(row.root),
    profileId: String(row.profile_id),
    name: String(row.name),
    messageId: String(row.message_id),
    timestamp: toIso(row.timestamp),
    receivedAt: toIso(row.received_at),
    properties: toJson<Record<string, unknown> | null>(row.properties) ?? {},
    context: toJson<Record<string, unknown> | null>(row.context) ?? {},
  };
}
