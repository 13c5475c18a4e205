import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toIso, toNumber } from "./raw.ts";

export type MembershipRow = { segmentId: string; profileId: string; enteredAt: string };

/** Where these people are members. */
export async function readMemberships(
  tx: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<MembershipRow[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select m.segment_id, m.profile_id, m.entered_at from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (
      select * from segment_members where project_id = ${projectId} and profile_id = k.id::uuid offset 0) m`);
  return rows.map(toMembership);
}

/** Adds members; who is one already stays it since then. */
export async function insertMembers(tx: Database, projectId: string, rows: readonly MembershipRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into segment_members (project_id, segment_id, profile_id, entered_at)
    select ${projectId}, r."segmentId", r."profileId", r."enteredAt"
    from json_to_recordset(${jsonRows(rows)}) as r("segmentId" text, "profileId" uuid, "enteredAt" timestamptz)
    on conflict do nothing`);
}

/** Takes members out. */
export async function deleteMembers(
  tx: Database,
  projectId: string,
  rows: readonly { segmentId: string; profileId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    delete from segment_members m using json_to_recordset(${jsonRows(rows)}) as r("segmentId" text, "profileId" uuid)
    where m.project_id = ${projectId} and m.segment_id = r."segmentId" and m.profile_id = r."profileId"`);
}

/** Members of a segment, the latest entry first; `before` is the last one of the page before. */
export async function listMemberRows(
  db: Database,
  params: {
    projectId: string;
    segmentId: string;
    limit: number;
    before?: { enteredAt: string; profileId: string } | undefined;
  },
): Promise<MemberRow[]> {
  const { projectId, segmentId, limit, before } = params;
  const after = before
    ? sql`and (m.entered_at, m.profile_id) < (${before.enteredAt}::timestamptz, ${before.profileId}::uuid)`
    : sql``;
  const rows = await db.execute<Record<string, unknown>>(sql`
    select m.segment_id, m.profile_id, m.entered_at, p.user_id, p.traits, p.event_count, p.last_seen_at
    from (select * from segment_members m where m.project_id = ${projectId} and m.segment_id = ${segmentId} ${after}
      order by m.entered_at desc, m.profile_id desc limit ${limit}::int) as m
    join profiles p on p.project_id = ${projectId} and p.id = m.profile_id
    order by m.entered_at desc, m.profile_id desc`);
  return rows.map((row) => ({
    ...toMembership(row),
    userId: row.user_id === null ? null : String(row.user_id),
    traits: (typeof row.traits === "string" ? JSON.parse(row.traits) : row.traits) as Record<string, unknown>, // as: a column of objects
    eventCount: toNumber(row.event_count),
    lastSeenAt: toIso(row.last_seen_at),
  }));
}
export type MemberRow = MembershipRow & {
  userId: string | null;
  traits: Record<string, unknown>;
  eventCount: number;
  lastSeenAt: string;
};

/** Adds entries and exits to the hour that they fall into; rows in one order, so that writers cannot deadlock. */
export async function addSegmentSizes(
  tx: Database,
  projectId: string,
  rows: readonly { segmentId: string; hour: string; entered: number; exited: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into segment_sizes (project_id, segment_id, hour, entered, exited)
    select ${projectId}, r."segmentId", r.hour, r.entered, r.exited
    from json_to_recordset(${jsonRows(rows)}) as r("segmentId" text, hour timestamptz, entered bigint, exited bigint)
    order by 2, 3
    on conflict (project_id, segment_id, hour) do update set entered = segment_sizes.entered + excluded.entered,
      exited = segment_sizes.exited + excluded.exited`);
}

/** Members by segment: entries less exits. */
export async function readSegmentSizes(db: Database, projectId: string): Promise<Map<string, number>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select segment_id, sum(entered - exited) as size from segment_sizes where project_id = ${projectId} group by 1`);
  return new Map(rows.map((row) => [String(row.segment_id), toNumber(row.size)]));
}

/** Entries, exits and size by hour since a time, with the size before it as the first row. */
export async function listSegmentSizes(
  db: Database,
  params: { projectId: string; segmentId: string; sinceMs: number },
): Promise<{ hour: string; entered: number; exited: number; size: number }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select * from (select hour, entered, exited, sum(entered - exited) over (order by hour) as size
      from segment_sizes where project_id = ${params.projectId} and segment_id = ${params.segmentId}) as sizes
    where hour >= ${new Date(params.sinceMs).toISOString()}::timestamptz order by hour`);
  return rows.map((row) => ({
    hour: toIso(row.hour),
    entered: toNumber(row.entered),
    exited: toNumber(row.exited),
    size: toNumber(row.size),
  }));
}

function toMembership(row: Record<string, unknown>): MembershipRow {
  return {
    segmentId: String(row.segment_id),
    profileId: String(row.profile_id),
    enteredAt: toIso(row.entered_at),
  };
}
