import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toIso, toJson, toNumber } from "./raw.ts";

/** What evaluators remember of one person. */
export type SegmentStateRow = {
  profileId: string;
  knownTo: number;
  leaves: Record<string, unknown>;
  /** Time in ms by segment id. */
  dues: Record<string, number>;
};

/** What is remembered of these people, and where they are members since when. The profiles must be locked. */
export async function readSegmentStates(
  tx: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<SegmentStateRow[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select s.profile_id, s.known_to, s.leaves, s.dues from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (
      select * from segment_states where project_id = ${projectId} and profile_id = k.id::uuid offset 0) s`);
  return rows.map((row) => ({
    profileId: String(row.profile_id),
    knownTo: toNumber(row.known_to),
    leaves: toJson(row.leaves),
    dues: toJson(row.dues),
  }));
}

/** Writes what is remembered; the earliest of the dues becomes the time of the next look. */
export async function upsertSegmentStates(
  tx: Database,
  projectId: string,
  rows: readonly SegmentStateRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1)).map(withDueAt);
  await tx.execute(sql`
    insert into segment_states (project_id, profile_id, known_to, leaves, dues, due_at)
    select ${projectId}, r."profileId", r."knownTo", r.leaves::jsonb, r.dues::jsonb, r."dueAt"
    from json_to_recordset(${jsonRows(sorted)}) as r("profileId" uuid, "knownTo" int, leaves json, dues json,
      "dueAt" timestamptz)
    on conflict (project_id, profile_id) do update set known_to = excluded.known_to, leaves = excluded.leaves,
      dues = excluded.dues, due_at = excluded.due_at`);
}

function withDueAt(row: SegmentStateRow) {
  const first = Math.min(...Object.values(row.dues));
  return { ...row, dueAt: Number.isFinite(first) ? new Date(first).toISOString() : null };
}

/** Forgets these people: the next look reads their events anew. */
export async function deleteSegmentStates(
  tx: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    delete from segment_states s using json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    where s.project_id = ${projectId} and s.profile_id = k.id::uuid`);
}

/** People for whom time has changed something by `nowMs`, the longest due first. */
export async function listDueProfiles(
  db: Database,
  nowMs: number,
  limit: number,
): Promise<{ projectId: string; profileId: string }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select project_id, profile_id from segment_states
    where due_at is not null and due_at <= ${new Date(nowMs).toISOString()}::timestamptz order by due_at limit ${limit}::int`);
  return rows.map((row) => ({ projectId: String(row.project_id), profileId: String(row.profile_id) }));
}

/** When somebody is due next, ms; undefined when nobody is. */
export async function readNextDue(db: Database): Promise<number | undefined> {
  const [row] = await db.execute<{ due_at: unknown }>(
    sql`select due_at from segment_states where due_at is not null order by due_at limit 1`,
  );
  return row && Date.parse(toIso(row.due_at));
}

/**
 * Takes the right to look at what is due until the transaction ends: of several servers one does. False when another one
 * has it.
 */
export async function takeSegmentClock(tx: Database): Promise<boolean> {
  const [row] = await tx.execute<{ taken: unknown }>(
    sql`select pg_try_advisory_xact_lock(hashtext('rapport segment clock')) as taken`,
  );
  return row?.taken === true || row?.taken === "t";
}
