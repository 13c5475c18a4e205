import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toIso, toNumber } from "./raw.ts";

/** One entry or exit. */
export type NewChangeRow = {
  segmentId: string;
  segmentVersion: number;
  profileId: string;
  entered: boolean;
  at: string;
  messageId: string;
};

/** A change that waits to be put on the event log, with an id that leads to the person and the segment's name. */
export type WaitingChange = NewChangeRow & {
  projectId: string;
  seq: number;
  segmentName: string;
  identity: { kind: "anonymous" | "user"; value: string } | undefined;
};

/** Remembers changes until they are on the event log. */
export async function insertSegmentChanges(
  tx: Database,
  projectId: string,
  rows: readonly NewChangeRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into segment_changes (project_id, segment_id, segment_version, profile_id, entered, at, message_id)
    select ${projectId}, r."segmentId", r."segmentVersion", r."profileId", r.entered, r.at, r."messageId"
    from json_to_recordset(${jsonRows(rows)}) as r("segmentId" text, "segmentVersion" int, "profileId" uuid,
      entered boolean, at timestamptz, "messageId" uuid)`);
}

/** The oldest changes that wait; locked, and past those that another server has. */
export async function takeSegmentChanges(tx: Database, limit: number): Promise<WaitingChange[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select c.*, s.name as segment_name, i.kind, i.value from (
      select * from segment_changes order by seq limit ${limit}::int for update skip locked) as c
    left join segments s on s.project_id = c.project_id and s.id = c.segment_id
    left join profiles p on p.project_id = c.project_id and p.id = c.profile_id
    left join lateral (select kind, value from identities i
      where i.project_id = c.project_id and i.profile_id = coalesce(p.merged_into, p.id)
      order by i.kind desc, i.value limit 1) as i on true
    order by c.seq`);
  return rows.map((row) => ({
    projectId: String(row.project_id),
    seq: toNumber(row.seq),
    segmentId: String(row.segment_id),
    segmentVersion: toNumber(row.segment_version),
    segmentName: row.segment_name === null ? "" : String(row.segment_name),
    profileId: String(row.profile_id),
    entered: row.entered === true || row.entered === "t",
    at: toIso(row.at),
    messageId: String(row.message_id),
    identity:
      row.kind === null
        ? undefined
        : { kind: row.kind === "user" ? ("user" as const) : ("anonymous" as const), value: String(row.value) },
  }));
}

/** Forgets changes that are on the log. */
export async function deleteSegmentChanges(
  tx: Database,
  rows: readonly { projectId: string; seq: number }[],
): Promise<void> {
  await tx.execute(sql`
    delete from segment_changes c using json_to_recordset(${jsonRows(rows)}) as r("projectId" text, seq bigint)
    where c.project_id = r."projectId" and c.seq = r.seq`);
}
