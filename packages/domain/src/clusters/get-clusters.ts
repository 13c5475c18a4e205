import type { Cluster, ClusterDetail, ClusterList } from "@rapport/contracts/clusters";
import { CLUSTER_LIMITS } from "@rapport/contracts/clusters";
import { RapportError } from "@rapport/contracts/errors";
import type { ClusterCount, ClusterModelRow, ClusterRow } from "@rapport/store/queries/clusters";
import {
  countClusterMembers,
  countInNoCluster,
  getClusterModel,
  getClusterRow,
  listClusterRows,
  listTypicalMembers,
} from "@rapport/store/queries/clusters";
import type { Context } from "../context.ts";
import { formatProfileId } from "../profiles/profile-id.ts";

/** The clusters of a project, the largest first, and how distinct they are; `name` narrows them to those that contain it. */
export async function listClusters(ctx: Context, { name = "" }: { name?: string | undefined }): Promise<ClusterList> {
  const { store, projectId } = ctx;
  const fit = await getClusterModel(store.db, projectId);
  const rows = await listClusterRows(store.db, projectId);
  const counts = await countClusterMembers(store.db, projectId);
  const data = rows
    .filter((row) => row.name.toLowerCase().includes(name.toLowerCase()))
    .map((row) => toCluster(row, counts))
    .sort((a, b) => b.size - a.size);
  return { fit: fit ? toFit(fit) : null, data, inNone: await countInNoCluster(store.db, projectId) };
}

/** One cluster with its most typical people. @throws RapportError `not_found` */
export async function getCluster(ctx: Context, { id }: { id: string }): Promise<ClusterDetail> {
  const { store, projectId } = ctx;
  const row = await getClusterRow(store.db, projectId, id);
  if (!row) throw new RapportError("not_found", `There is no cluster “${id}” in this project`);
  const counts = await countClusterMembers(store.db, projectId);
  const members = await listTypicalMembers(store.db, { projectId, clusterId: id, limit: CLUSTER_LIMITS.members });
  return {
    ...toCluster(row, counts),
    members: members.map(({ profileId, ...member }) => ({ profileId: formatProfileId(profileId), ...member })),
  };
}

function toCluster({ id, name, features }: ClusterRow, counts: ReadonlyMap<string, ClusterCount>): Cluster {
  return { id, name, size: 0, cohesion: 0, ...counts.get(id), features };
}

function toFit({ method, k, silhouette, tried, people, fittedAt }: ClusterModelRow): NonNullable<ClusterList["fit"]> {
  return { method, k, silhouette, tried, people, fittedAt: fittedAt.toISOString() };
}
