import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows } from "./raw.ts";

/** Puts people up to be looked at. */
export async function addSegmentLooks(tx: Database, projectId: string, profileIds: readonly string[]): Promise<void> {
  if (profileIds.length === 0) return;
  await tx.execute(sql`
    insert into segment_looks (project_id, profile_id)
    select ${projectId}, k.id::uuid from json_array_elements_text(${jsonRows(profileIds)}) as k(id)`);
}

/** Takes the oldest of those who wait, past those whom another server has. A person may be named several times. */
export async function takeSegmentLooks(
  tx: Database,
  limit: number,
): Promise<{ projectId: string; profileId: string }[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    with taken as (select project_id, seq from segment_looks order by seq limit ${limit}::int for update skip locked)
    delete from segment_looks l using taken t where l.project_id = t.project_id and l.seq = t.seq
    returning l.project_id, l.profile_id`);
  return rows.map((row) => ({ projectId: String(row.project_id), profileId: String(row.profile_id) }));
}
