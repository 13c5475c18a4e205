import { asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { clusters } from "../schema/clusters.ts";
import { jsonRows } from "./raw.ts";

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
