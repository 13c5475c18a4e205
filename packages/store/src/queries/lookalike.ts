import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { ItemState } from "../schema/profiles.ts";
import { jsonRows, toJson } from "./raw.ts";

/** What a vector is made of. */
export type BehaviourRow = {
  id: string;
  traits: Record<string, unknown>;
  counters: Record<string, number>;
  recentItems: ItemState[];
};

/** Living profiles after `afterId`, in the order of their ids. */
export async function listBehaviour(
  db: Database,
  { projectId, afterId, limit }: { projectId: string; afterId: string; limit: number },
): Promise<BehaviourRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select id, traits, counters, recent_items from profiles
    where project_id = ${projectId} and merged_into is null and id > ${afterId}::uuid order by id limit ${limit}`);
  return rows.map(fromRow);
}

/** The people of the events after `afterSeq` up to `throughSeq`, as they are now. */
export async function listBehaviourOfEvents(
  db: Database,
  { projectId, afterSeq, throughSeq }: { projectId: string; afterSeq: number; throughSeq: number },
): Promise<BehaviourRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select p.id, p.traits, p.counters, p.recent_items from profiles p
    where p.project_id = ${projectId} and p.merged_into is null and p.id in (
      select coalesce(a.merged_into, e.profile_id) from events e
      left join profiles a on a.project_id = e.project_id and a.id = e.profile_id
      where e.project_id = ${projectId} and e.seq > ${afterSeq} and e.seq <= ${throughSeq})`);
  return rows.map(fromRow);
}

/** Profiles that became part of another one at or after an event's number. */
export async function listAbsorbed(
  db: Database,
  { projectId, afterSeq }: { projectId: string; afterSeq: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select p.id from profile_merges m join profiles p on p.project_id = m.project_id and p.id = m.from_profile
    where m.project_id = ${projectId} and m.after_seq >= ${afterSeq} and p.merged_into is not null`);
  return rows.map(({ id }) => id);
}

/** Living profiles of these user ids and profile ids, by the id that was asked for. */
export async function findSeedProfiles(
  db: Database,
  projectId: string,
  seed: readonly { id: string; profileId: string | undefined }[],
): Promise<Map<string, string>> {
  const rows = await db.execute<{ id: string; root: string }>(sql`
    select k.id, coalesce(p.merged_into, p.id) as root
    from json_to_recordset(${jsonRows(seed)}) as k(id text, "profileId" uuid)
    left join lateral (
      select profile_id from identities where project_id = ${projectId} and kind = 'user' and value = k.id offset 0) i on true
    cross join lateral (
      select * from profiles where project_id = ${projectId} and id = coalesce(k."profileId", i.profile_id) offset 0) p`);
  return new Map(rows.map(({ id, root }) => [id, root]));
}

/** User ids of those of these profiles that are people by themselves; null for anonymous ones. */
export async function readLivingUserIds(
  db: Database,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await db.execute<{ id: string; user_id: string | null }>(sql`
    select p.id, p.user_id from json_array_elements_text(${jsonRows(ids)}) as k(id)
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id::uuid offset 0) p
    where p.merged_into is null`);
  return new Map(rows.map(({ id, user_id }) => [id, user_id]));
}

function fromRow(row: Record<string, unknown>): BehaviourRow {
  return {
    id: String(row.id),
    traits: toJson(row.traits),
    counters: toJson(row.counters),
    recentItems: toJson(row.recent_items),
  };
}
