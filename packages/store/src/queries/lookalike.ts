import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { behaviourModels, profileVectors } from "../schema/lookalike.ts";
import type { ItemState } from "../schema/profiles.ts";
import { jsonRows, toJson } from "./raw.ts";

export type BehaviourModelRow = typeof behaviourModels.$inferSelect;

/** What a vector is made of. */
export type BehaviourRow = {
  id: string;
  traits: Record<string, unknown>;
  counters: Record<string, number>;
  recentItems: ItemState[];
};

export async function getBehaviourModel(db: Database, projectId: string): Promise<BehaviourModelRow | undefined> {
  const [row] = await db.select().from(behaviourModels).where(eq(behaviourModels.projectId, projectId));
  return row;
}

export async function putBehaviourModel(db: Database, row: BehaviourModelRow): Promise<void> {
  const { projectId: _, ...set } = row;
  await db.insert(behaviourModels).values(row).onConflictDoUpdate({ target: behaviourModels.projectId, set });
}

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

/** Writes vectors, new ones and changed ones. */
export async function upsertVectors(
  db: Database,
  { projectId, model }: { projectId: string; model: string },
  rows: readonly { id: string; vector: readonly number[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    insert into profile_vectors (project_id, profile_id, model, vector)
    select ${projectId}, r.id, ${model}, array(select value::real from json_array_elements_text(r.vector))
    from json_to_recordset(${jsonRows(rows)}) as r(id uuid, vector json) order by 2
    on conflict (project_id, model, profile_id) do update set vector = excluded.vector`);
}

/** Deletes vectors of other models, and of profiles that are part of another one now, or gone. */
export async function deleteStrayVectors(db: Database, projectId: string, model: string): Promise<void> {
  await db.execute(sql`
    delete from profile_vectors v where v.project_id = ${projectId} and (v.model <> ${model} or not exists (
      select from profiles p where p.project_id = v.project_id and p.id = v.profile_id and p.merged_into is null))`);
}

/** Vectors of one model after `afterId`, in the order of their profiles. */
export async function listVectors(
  db: Database,
  { projectId, model, afterId, limit }: { projectId: string; model: string; afterId: string; limit: number },
): Promise<{ profileId: string; vector: number[] }[]> {
  return db
    .select({ profileId: profileVectors.profileId, vector: profileVectors.vector })
    .from(profileVectors)
    .where(
      and(
        eq(profileVectors.projectId, projectId),
        eq(profileVectors.model, model),
        gt(profileVectors.profileId, afterId),
      ),
    )
    .orderBy(asc(profileVectors.profileId))
    .limit(limit);
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
    left join identities i on i.project_id = ${projectId} and i.kind = 'user' and i.value = k.id
    join profiles p on p.project_id = ${projectId} and p.id = coalesce(k."profileId", i.profile_id)`);
  return new Map(rows.map(({ id, root }) => [id, root]));
}

/** User ids of these profiles; those of anonymous ones are left out. */
export async function readUserIds(
  db: Database,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.execute<{ id: string; user_id: string }>(sql`
    select p.id, p.user_id from json_array_elements_text(${jsonRows(ids)}) as k(id)
    join profiles p on p.project_id = ${projectId} and p.id = k.id::uuid where p.user_id is not null`);
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
