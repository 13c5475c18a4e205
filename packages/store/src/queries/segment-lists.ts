import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";

/** On which lists these people are. */
export async function readListsOf(
  tx: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<{ profileId: string; list: string }[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select l.profile_id, l.list from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (
      select * from segment_list_members where project_id = ${projectId} and profile_id = k.id::uuid offset 0) l`);
  return rows.map((row) => ({ profileId: String(row.profile_id), list: String(row.list) }));
}

/** Puts people on a list; who is on it stays. */
export async function addToList(
  tx: Database,
  params: { projectId: string; list: string; profileIds: readonly string[]; addedAt: string },
): Promise<void> {
  await tx.execute(sql`
    insert into segment_list_members (project_id, list, profile_id, added_at)
    select ${params.projectId}, ${params.list}, k.id::uuid, ${params.addedAt}::timestamptz
    from json_array_elements_text(${jsonRows(params.profileIds)}) as k(id) on conflict do nothing`);
}

/** Takes people off a list. */
export async function removeFromList(
  tx: Database,
  params: { projectId: string; list: string; profileIds: readonly string[] },
): Promise<void> {
  await tx.execute(sql`
    delete from segment_list_members l using json_array_elements_text(${jsonRows(params.profileIds)}) as k(id)
    where l.project_id = ${params.projectId} and l.list = ${params.list} and l.profile_id = k.id::uuid`);
}

/** What becomes of lists when one person becomes part of another: the other is on all of them. */
export async function moveLists(tx: Database, projectId: string, from: string, to: string): Promise<void> {
  await tx.execute(sql`
    with moved as (delete from segment_list_members where project_id = ${projectId} and profile_id = ${from}::uuid
      returning list, added_at)
    insert into segment_list_members (project_id, list, profile_id, added_at)
    select ${projectId}, list, ${to}::uuid, added_at from moved on conflict do nothing`);
}

/** The lists of a project and how many are on each. */
export async function countLists(db: Database, projectId: string): Promise<{ name: string; people: number }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select list, count(*) as people from segment_list_members where project_id = ${projectId} group by list order by list`);
  return rows.map((row) => ({ name: String(row.list), people: toNumber(row.people) }));
}
