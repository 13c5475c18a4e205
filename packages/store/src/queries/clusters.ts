import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { clusterModels, clusters } from "../schema/clusters.ts";
import type { BehaviourRow } from "./lookalike.ts";
import { jsonRows, toJson, toNumber } from "./raw.ts";

export type ClusterModelRow = typeof clusterModels.$inferSelect;
export type ClusterRow = typeof clusters.$inferSelect;

/** Where a person belongs; in no cluster without an id. */
export type ClusterMembership = { profileId: string; clusterId: string | undefined; similarity: number };

/** Ids of a project's clusters. */
export async function listClusterIds(db: Database, projectId: string): Promise<string[]> {
  const rows = await db
    .select({ id: clusters.id })
    .from(clusters)
    .where(eq(clusters.projectId, projectId))
    .orderBy(asc(clusters.id));
  return rows.map(({ id }) => id);
}

/**
 * Writes where people belong; who stays is there since before, and is written only where the similarity has moved.
 * @returns those who moved
 */
export async function writeClusterMembers(
  tx: Database,
  projectId: string,
  { rows, since }: { rows: readonly ClusterMembership[]; since: Date },
): Promise<string[]> {
  if (rows.length === 0) return [];
  const moved = await tx.execute<{ id: unknown }>(sql`
    with r as materialized (select * from json_to_recordset(${jsonRows(rows)})
      as r("profileId" uuid, "clusterId" text, similarity real)),
    gone as (delete from cluster_members m using r
      where m.project_id = ${projectId} and m.profile_id = r."profileId" and r."clusterId" is null),
    written as (
      insert into cluster_members as m (project_id, profile_id, cluster_id, similarity, since)
      select ${projectId}, r."profileId", r."clusterId", r.similarity, ${since.toISOString()}::timestamptz from r
      where r."clusterId" is not null order by 2
      on conflict (project_id, profile_id) do update set cluster_id = excluded.cluster_id,
        similarity = excluded.similarity,
        since = case when m.cluster_id = excluded.cluster_id then m.since else excluded.since end
      where (m.cluster_id, m.similarity) is distinct from (excluded.cluster_id, excluded.similarity))
    select r."profileId" as id from r left join cluster_members m
      on m.project_id = ${projectId} and m.profile_id = r."profileId"
    where m.cluster_id is distinct from r."clusterId"`);
  return moved.map(({ id }) => String(id));
}

/** How the clusters were made; undefined before the first fit. */
export async function getClusterModel(db: Database, projectId: string): Promise<ClusterModelRow | undefined> {
  const [row] = await db.select().from(clusterModels).where(eq(clusterModels.projectId, projectId));
  return row;
}

export async function listClusterRows(db: Database, projectId: string): Promise<ClusterRow[]> {
  return db.select().from(clusters).where(eq(clusters.projectId, projectId)).orderBy(asc(clusters.id));
}

export async function getClusterRow(db: Database, projectId: string, id: string): Promise<ClusterRow | undefined> {
  const [row] = await db
    .select()
    .from(clusters)
    .where(and(eq(clusters.projectId, projectId), eq(clusters.id, id)));
  return row;
}

/** Puts the clusters of a fit in the place of those before. */
export async function replaceClusters(
  tx: Database,
  model: ClusterModelRow,
  rows: readonly ClusterRow[],
): Promise<void> {
  const { projectId, ...set } = model;
  await tx.insert(clusterModels).values(model).onConflictDoUpdate({ target: clusterModels.projectId, set });
  await tx.delete(clusters).where(eq(clusters.projectId, projectId));
  await tx.insert(clusters).values([...rows]);
}

/** Takes those out whose cluster is gone, or who are part of another person, or gone; answers who they were. */
export async function deleteStrayMembers(tx: Database, projectId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: unknown }>(sql`
    delete from cluster_members m where m.project_id = ${projectId} and (
      not exists (select from clusters c where c.project_id = m.project_id and c.id = m.cluster_id)
      or not exists (select from profiles p
        where p.project_id = m.project_id and p.id = m.profile_id and p.merged_into is null))
    returning m.profile_id as id`);
  return rows.map(({ id }) => String(id));
}

export type ClusterCount = { size: number; cohesion: number };

/** People by cluster, and their mean similarity to its centre. */
export async function countClusterMembers(db: Database, projectId: string): Promise<Map<string, ClusterCount>> {
  const rows = await db.execute<{ id: unknown; n: unknown; cohesion: unknown }>(sql`
    select cluster_id as id, count(*) as n, avg(similarity) as cohesion from cluster_members
    where project_id = ${projectId} group by cluster_id`);
  return new Map(rows.map(({ id, n, cohesion }) => [String(id), { size: toNumber(n), cohesion: Number(cohesion) }]));
}

/** Living people in no cluster. */
export async function countInNoCluster(db: Database, projectId: string): Promise<number> {
  const [row] = await db.execute<{ n: unknown }>(sql`
    select count(*) as n from profiles p where p.project_id = ${projectId} and p.merged_into is null and not exists (
      select from cluster_members m where m.project_id = p.project_id and m.profile_id = p.id)`);
  return toNumber(row?.n);
}

/** Clusters of these people, by profile. */
export async function readClustersOf(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.execute<{ id: unknown; cluster_id: unknown }>(sql`
    select m.profile_id as id, m.cluster_id from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (
      select * from cluster_members where project_id = ${projectId} and profile_id = k.id::uuid offset 0) m`);
  return new Map(rows.map(({ id, cluster_id }) => [String(id), String(cluster_id)]));
}

/** The people who are nearest to a cluster's centre. */
export async function listTypicalMembers(
  db: Database,
  params: { projectId: string; clusterId: string; limit: number },
): Promise<{ profileId: string; userId: string | null; similarity: number }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select m.profile_id, m.similarity, p.user_id from cluster_members m
    join profiles p on p.project_id = m.project_id and p.id = m.profile_id
    where m.project_id = ${params.projectId} and m.cluster_id = ${params.clusterId}
    order by m.similarity desc, m.profile_id limit ${params.limit}::int`);
  return rows.map((row) => ({
    profileId: String(row.profile_id),
    userId: row.user_id === null ? null : String(row.user_id),
    similarity: toNumber(row.similarity),
  }));
}

/** What these people do. */
export async function readBehaviour(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<BehaviourRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select p.id, p.traits, p.counters, p.recent_items from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id::uuid offset 0) p`);
  return rows.map((row) => ({
    id: String(row.id),
    traits: toJson(row.traits),
    counters: toJson(row.counters),
    recentItems: toJson(row.recent_items),
  }));
}
